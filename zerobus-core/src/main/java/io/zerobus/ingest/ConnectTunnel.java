// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks an HTTP proxy for a tunnel: CONNECT, RFC 9110 section 9.3.6. */
final class ConnectTunnel {
  private static final int MAX_HEAD_BYTES = 64 << 10;
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: .*)?");

  private ConnectTunnel() {}

  /**
   * Blocks until the proxy answered. Afterwards the socket leads to the target.
   *
   * @param target {@code host:port}
   * @throws ExplainedException naming the proxy, if it refuses, is silent, or is none
   */
  static void open(Socket socket, ProxyAddress proxy, String target, int timeoutMillis)
      throws IOException {
    StringBuilder request = new StringBuilder();
    request.append("CONNECT ").append(target).append(" HTTP/1.1\r\n");
    request.append("Host: ").append(target).append("\r\n");
    String authorization = proxy.authorization();
    if (authorization != null) {
      request.append("Proxy-Authorization: ").append(authorization).append("\r\n");
    }
    request.append("\r\n");
    String statusLine;
    try {
      socket.setSoTimeout(timeoutMillis);
      OutputStream out = socket.getOutputStream();
      out.write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      statusLine = readHead(socket.getInputStream());
      socket.setSoTimeout(0);
    } catch (SocketTimeoutException e) {
      throw new ExplainedException(
          "proxy " + proxy + " did not answer within " + timeoutMillis + " ms", e);
    } catch (IOException e) {
      throw new ExplainedException(
          "proxy " + proxy + " broke the connection off: " + e.getMessage(), e);
    }
    Matcher matcher = STATUS_LINE.matcher(statusLine);
    if (!matcher.matches()) {
      throw new ExplainedException(proxy + " is no HTTP proxy, by its answer to CONNECT", null);
    }
    int status = Integer.parseInt(matcher.group(1));
    if (status < 200 || status > 299) {
      throw new ExplainedException(refusal(proxy, target, status), null);
    }
  }

  private static String refusal(ProxyAddress proxy, String target, int status) {
    String remedy = "";
    if (status == 407) {
      remedy =
          proxy.authorization() == null
              ? "; it wants credentials: http://user:password@host:port"
              : "; it does not take these credentials (Basic)";
    }
    return "proxy " + proxy + " refuses a tunnel to " + target + ": HTTP " + status + remedy;
  }

  /** Byte by byte: what follows the head belongs to the target. Returns its first line. */
  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no complete answer");
      }
      head.append((char) next);
      if (head.length() > MAX_HEAD_BYTES) {
        throw new IOException("an answer without an end");
      }
      if (head.length() == 5 && head.indexOf("HTTP/") < 0) {
        return head.toString();
      }
    }
    return head.substring(0, head.indexOf("\r\n"));
  }
}
