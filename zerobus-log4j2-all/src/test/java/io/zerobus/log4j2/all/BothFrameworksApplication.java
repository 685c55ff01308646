// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2.all;

import ch.qos.logback.classic.LoggerContext;
import io.zerobus.metrics.LogShippers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;
import org.slf4j.LoggerFactory;

/** An application that logs through both frameworks. It runs in a JVM of its own. */
public final class BothFrameworksApplication {

  private BothFrameworksApplication() {}

  /**
   * Logs an event each way, stops the framework that its argument names, and logs through the other
   * one again. Prints before and after the stop what there is one of.
   */
  public static void main(String[] args) throws Exception {
    logThroughLog4j("both");
    logThroughLogback("both");
    tell("with both");
    if (args[0].equals("log4j")) {
      LogManager.shutdown();
      logThroughLogback("alone");
    } else {
      ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
      logThroughLog4j("alone");
    }
    tell("with one");
  }

  private static void logThroughLog4j(String message) {
    LogManager.getLogger("com.example.Log4j").info(message);
  }

  private static void logThroughLogback(String message) {
    LoggerFactory.getLogger("com.example.Logback").info(message);
  }

  private static void tell(String when) throws Exception {
    boolean delivered = LogShippers.flush(Duration.ofSeconds(20));
    long senders =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("zerobus-sender-"))
            .count();
    System.out.println(
        when
            + (delivered ? ": delivered, " : ": not delivered, ")
            + LogShippers.statistics().size()
            + " shipper, "
            + senders
            + " sender, "
            + openStreams()
            + " open stream");
  }

  /** What the server's page says of the table. */
  private static String openStreams() throws Exception {
    String table = System.getenv("ZEROBUS_TABLE_NAME");
    String page =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(System.getenv("ZEROBUS_WORKSPACE_URL") + "/"))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    Matcher row =
        Pattern.compile(
                "<code>"
                    + Pattern.quote(table)
                    + "</code></td><td class=\"number\">\\w+</td>"
                    + "<td class=\"number\">(\\d+)</td>")
            .matcher(page);
    return row.find() ? row.group(1) : page;
  }
}
