import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs SQL on H2 for a program that writes requests to standard input and reads answers from standard output, a line
 * each. Request: number, connection, verb and its arguments, separated by tabs (in them \t, \n, \r and \\ are
 * escaped); answer: JSON with the request's number. Each connection has a thread of its own.
 */
public class Standin {
  private static final PrintStream OUT = new PrintStream(System.out, false, java.nio.charset.StandardCharsets.UTF_8);
  private static final Map<String, Session> SESSIONS = new ConcurrentHashMap<>();

  public static void main(String[] given) throws Exception {
    Class.forName("org.h2.Driver");
    answer("{\"ready\":true}");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, java.nio.charset.StandardCharsets.UTF_8));
    for (String line; (line = in.readLine()) != null;) {
      String[] request = line.split("\t", -1);
      for (int i = 0; i < request.length; i++) request[i] = unescaped(request[i]);
      SESSIONS.computeIfAbsent(request[1], name -> new Session()).serve(request);
    }
    System.exit(0);
  }

  private static synchronized void answer(String json) {
    OUT.println(json);
    OUT.flush();
  }

  private static final Pattern DEFINES = Pattern.compile("^(CREATE|DROP|ALTER|SET) ");
  private static final Pattern CREATES = Pattern.compile("^CREATE (?:UNIQUE )?(TABLE|INDEX) (\"\\w+\")");

  private static class Session {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    // H2 commits what it creates at once, where Db2 undoes it with the transaction.
    private final Deque<String> undo = new ArrayDeque<>();
    private Connection connection;

    void serve(String[] request) {
      thread.execute(() -> {
        try {
          answer("{\"id\":" + request[0] + "," + reply(request) + "}");
        } catch (SQLException e) {
          answer("{\"id\":" + request[0] + ",\"state\":" + quoted(String.valueOf(e.getSQLState())) + ",\"error\":"
              + quoted(String.valueOf(e.getMessage())) + "}");
        } catch (Exception e) {
          answer("{\"id\":" + request[0] + ",\"state\":\"58004\",\"error\":" + quoted(String.valueOf(e)) + "}");
        }
      });
    }

    private String reply(String[] request) throws SQLException {
      switch (request[2]) {
        case "open":
          connection = DriverManager.getConnection(request[3], request[4], request[5]);
          return "\"done\":true";
        case "close":
          if (connection != null) {
            rollback();
            connection.close();
          }
          SESSIONS.remove(request[1]);
          thread.shutdown();
          return "\"done\":true";
        case "begin":
          connection.setAutoCommit(false);
          return "\"done\":true";
        case "commit":
          connection.commit();
          undo.clear();
          connection.setAutoCommit(true);
          return "\"done\":true";
        case "rollback":
          rollback();
          return "\"done\":true";
        default:
          return run(request);
      }
    }

    private void rollback() throws SQLException {
      if (connection.getAutoCommit()) return;
      connection.rollback();
      try (Statement statement = connection.createStatement()) {
        while (!undo.isEmpty()) statement.execute(undo.pop());
      }
      connection.setAutoCommit(true);
    }

    // H2 does not undo an INSERT that fails inside of FINAL TABLE.
    private String run(String[] request) throws SQLException {
      boolean alone = connection.getAutoCommit();
      if (alone) connection.setAutoCommit(false);
      Matcher creates = CREATES.matcher(request[3]);
      boolean making = creates.find();
      boolean defining = making || DEFINES.matcher(request[3]).find();
      Savepoint before = defining ? null : connection.setSavepoint();
      try (PreparedStatement statement = connection.prepareStatement(request[3])) {
        for (int i = 4; i < request.length; i++) bind(statement, i - 3, request[i]);
        String answer = statement.execute() ? rows(statement.getResultSet()) : "\"count\":" + statement.getUpdateCount();
        if (alone) connection.commit();
        else if (making)
          undo.push("DROP " + creates.group(1) + " IF EXISTS " + creates.group(2));
        return answer;
      } catch (SQLException e) {
        if ("40001".equals(e.getSQLState())) connection.rollback();
        else if (before != null) connection.rollback(before);
        throw e;
      } finally {
        if (alone) connection.setAutoCommit(true);
      }
    }

    private static void bind(PreparedStatement statement, int place, String typed) throws SQLException {
      String value = typed.substring(1);
      switch (typed.charAt(0)) {
        case 'z': statement.setNull(place, Types.NULL); break;
        case 'i': statement.setLong(place, Long.parseLong(value)); break;
        case 'd': statement.setDouble(place, Double.parseDouble(value)); break;
        case 'b': statement.setBoolean(place, value.equals("true")); break;
        default: statement.setString(place, value);
      }
    }
  }

  private static String rows(ResultSet result) throws SQLException {
    ResultSetMetaData about = result.getMetaData();
    int width = about.getColumnCount();
    StringBuilder json = new StringBuilder("\"columns\":[");
    for (int i = 1; i <= width; i++)
      json.append(i > 1 ? "," : "").append("[").append(quoted(about.getColumnLabel(i))).append(",")
          .append(quoted(about.getColumnTypeName(i))).append("]");
    json.append("],\"rows\":[");
    for (boolean first = true; result.next(); first = false) {
      json.append(first ? "[" : ",[");
      for (int i = 1; i <= width; i++) json.append(i > 1 ? "," : "").append(value(result, i, about.getColumnType(i)));
      json.append("]");
    }
    return json.append("]").toString();
  }

  // As ibm_db answers: numbers up to INTEGER and booleans as such, all else as text.
  private static String value(ResultSet result, int column, int type) throws SQLException {
    String text = result.getString(column);
    if (text == null) return "null";
    switch (type) {
      case Types.INTEGER: case Types.SMALLINT: case Types.DOUBLE: return text;
      case Types.BOOLEAN: return text.equalsIgnoreCase("true") ? "true" : "false";
      case Types.TIMESTAMP:
        return quoted(result.getTimestamp(column).toLocalDateTime()
            .format(java.time.format.DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS")));
      default: return quoted(text);
    }
  }

  private static String unescaped(String text) {
    if (text.indexOf('\\') < 0) return text;
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        c = text.charAt(++i);
        c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
      }
      plain.append(c);
    }
    return plain.toString();
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') json.append('\\').append(c);
      else if (c < 0x20 || Character.isSurrogate(c)) json.append(String.format("\\u%04x", (int) c));
      else json.append(c);
    }
    return json.append('"').toString();
  }
}
