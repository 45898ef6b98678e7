/** A certificate that nobody has signed but itself, for localhost, and its key: for tests of refused connections only. */
export const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgw0P5gPeYKOR3kGtx
NUizhIKEMfStV2AFu7FSK5d2O9ahRANCAAQrD+/zRJDdZaMuxA6giqPpIGJQTrnR
NZ3zRh+1qccX8gKQCJqdfTkr9d7mYZyuFbuCPreST3/D9EkEHydosvUX
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBfjCCASWgAwIBAgIUQBmZrv9pWMzxk34f/nFhPrCipC0wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzIwNDgxMVoYDzIxMjYxMDMw
MjA0ODExWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQrD+/zRJDdZaMuxA6giqPpIGJQTrnRNZ3zRh+1qccX8gKQCJqdfTkr
9d7mYZyuFbuCPreST3/D9EkEHydosvUXo1MwUTAdBgNVHQ4EFgQURxFRrILSoDNS
nHcxvepJVFfr234wHwYDVR0jBBgwFoAURxFRrILSoDNSnHcxvepJVFfr234wDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAq/nrC93hIwu9ysCQqCRgQ
S0LREN6e9NndV3IlgMT5jgIgTdWVkxB2iWkBNxkqiokmQRZ8kILP6W4XRkurKthy
mmE=
-----END CERTIFICATE-----
`,
};
