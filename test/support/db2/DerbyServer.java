import java.io.PrintWriter;
import java.net.InetAddress;
import java.sql.DriverManager;
import org.apache.derby.drda.NetworkServerControl;

/**
 * Apache Derby's network server on loopback, which speaks Db2's protocol: port, folder of the database, then users and
 * their passwords by turns. Prints a line when it answers; ends with its standard input.
 */
public class DerbyServer {
  public static void main(String[] given) throws Exception {
    System.setProperty("derby.system.home", given[1]);
    System.setProperty("derby.locks.deadlockTimeout", "1");
    System.setProperty("derby.connection.requireAuthentication", "true");
    System.setProperty("derby.authentication.provider", "BUILTIN");
    for (int i = 2; i < given.length; i += 2) System.setProperty("derby.user." + given[i], given[i + 1]);
    DriverManager.getConnection("jdbc:derby:TRAFFIC;create=true", given[2], given[3]).close();
    NetworkServerControl server = new NetworkServerControl(InetAddress.getByName("127.0.0.1"), Integer.parseInt(given[0]));
    server.start(new PrintWriter(System.err));
    for (int tries = 0;; tries++) {
      try {
        server.ping();
        break;
      } catch (Exception e) {
        if (tries > 100) throw e;
        Thread.sleep(50);
      }
    }
    System.out.println("ready");
    while (System.in.read() >= 0);
    System.exit(0);
  }
}
