// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Says in words why a connection failed. For people only: what to do about a failure is decided by
 * its status.
 */
public final class TransportTrouble {
  static final TransportTrouble DIRECT = new TransportTrouble(null, "");

  /** RFC 8446 section 6.2, and what servers say instead. */
  private static final List<String> CERTIFICATE_ALERTS =
      List.of("certificate", "unknown_ca", "access_denied", "handshake_failure");

  private static final int MAX_CAUSES = 20;

  private final @Nullable ProxyAddress proxy; // null: connections are direct
  private final String guess; // what an end without a reason may mean; or empty

  private TransportTrouble(@Nullable ProxyAddress proxy, String guess) {
    this.proxy = proxy;
    this.guess = guess;
  }

  /** For connections through this proxy, if any. */
  public static TransportTrouble through(@Nullable ProxyAddress proxy) {
    return proxy == null ? DIRECT : new TransportTrouble(proxy, "");
  }

  /**
   * For a gRPC connection that is not there yet. With TLS 1.3 a client learns after the handshake
   * only that its certificate was not accepted, and gRPC keeps that alert to itself.
   */
  static TransportTrouble connecting(Endpoint endpoint, @Nullable ProxyAddress proxy) {
    return new TransportTrouble(
        proxy,
        endpoint.isPlaintext()
            ? ""
            : "; the server had not said anything yet: does it want a client certificate, or another"
                + " one (clientCertificate, clientKeyStore)?");
  }

  /** The same for a connection on which the server has spoken. */
  TransportTrouble connected() {
    return guess.isEmpty() ? this : through(proxy);
  }

  /**
   * One line about the error, with the proxy in it if there is one.
   *
   * @param description what the library says of it; may be empty
   */
  public String inWords(String description, Throwable error) {
    List<Throwable> causes = causes(error);
    String known = known(causes);
    if (known == null) {
      String innermost = innermost(causes);
      known =
          (description.isEmpty() ? innermost : description + " (" + innermost + ")")
              + (first(causes, IOException.class) == null ? "" : guess);
    }
    return throughProxy(known);
  }

  /** The same for an end of which nothing is known but these words, perhaps the server's. */
  String inWords(String description) {
    return guess.isEmpty() ? description : throughProxy(description + guess);
  }

  private String throughProxy(String known) {
    boolean isNamed = proxy == null || known.contains(proxy.toString());
    return isNamed ? known : known + " (through proxy " + proxy + ")";
  }

  /** Whether the connection's own end was found wrong, whatever status a library gave to that. */
  static boolean isExplained(Throwable error) {
    return causes(error).stream().anyMatch(ExplainedException.class::isInstance);
  }

  private @Nullable String known(List<Throwable> causes) {
    ExplainedException explained = first(causes, ExplainedException.class);
    if (explained != null) {
      return explained.getMessage();
    }
    // Before the rest: to end a call in time, its socket is closed, which then fails as well.
    InterruptedIOException late = first(causes, InterruptedIOException.class);
    if (late != null) {
      return "no answer in time: " + line(late.getMessage());
    }
    EOFException notHttp = first(causes, EOFException.class);
    if (notHttp != null && line(notHttp.getMessage()).startsWith("\\n not found")) {
      // OkHttp looked for the end of a status line and found frames of HTTP/2.
      return "what answers there speaks no HTTP/1.1: is it the Zerobus endpoint, and not the"
          + " workspace?";
    }
    UnknownHostException unknownHost = first(causes, UnknownHostException.class);
    if (unknownHost != null) {
      return (proxy == null ? "unknown host " : "unknown host of the proxy ")
          + line(unknownHost.getMessage());
    }
    SSLPeerUnverifiedException unverified = first(causes, SSLPeerUnverifiedException.class);
    if (unverified != null) {
      return "the server's certificate is for another host: " + line(unverified.getMessage());
    }
    SSLException tls = first(causes, SSLException.class);
    return tls == null ? null : ofTls(tls, causes);
  }

  private static String ofTls(SSLException tls, List<Throwable> causes) {
    boolean isOutOfDate =
        first(causes, CertificateExpiredException.class) != null
            || first(causes, CertificateNotYetValidException.class) != null;
    if (isOutOfDate) {
      return "the server's certificate is not valid today: " + innermost(causes);
    }
    boolean isUntrusted =
        first(causes, CertPathBuilderException.class) != null
            || first(causes, CertPathValidatorException.class) != null
            || first(causes, CertificateException.class) != null;
    if (isUntrusted) {
      return "the server's certificate is not trusted: "
          + innermost(causes)
          + "; if its authority is your own, name it with trustFile (tlsTrustFile)";
    }
    String message = line(tls.getMessage());
    String innermost = innermost(causes);
    return "TLS failed: "
        + message
        + (innermost.equals(message) ? "" : " (" + innermost + ")")
        + (isAboutOurCertificate(message)
            ? "; does the server want a client certificate, or another one (clientCertificate,"
                + " clientKeyStore)?"
            : "");
  }

  /** The JDK has no other way to tell which alert it was than its message. */
  private static boolean isAboutOurCertificate(String message) {
    return message.contains("alert") && CERTIFICATE_ALERTS.stream().anyMatch(message::contains);
  }

  private static String innermost(List<Throwable> causes) {
    for (int i = causes.size() - 1; i >= 0; i--) {
      String message = causes.get(i).getMessage();
      if (message != null && !message.isBlank()) {
        return line(message);
      }
    }
    return causes.get(causes.size() - 1).toString();
  }

  private static <T extends Throwable> @Nullable T first(List<Throwable> causes, Class<T> type) {
    for (Throwable cause : causes) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }

  private static List<Throwable> causes(Throwable error) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable next = error;
        next != null && causes.size() < MAX_CAUSES;
        next = next.getCause()) {
      causes.add(next);
    }
    return causes;
  }

  private static String line(@Nullable String message) {
    return message == null ? "no reason given" : message.strip().replaceAll("\\s+", " ");
  }
}
