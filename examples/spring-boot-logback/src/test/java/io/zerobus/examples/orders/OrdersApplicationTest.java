// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The application over HTTP, with its own logback-spring.xml and no server for the appender. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
@ExtendWith(OutputCaptureExtension.class)
class OrdersApplicationTest {
  @Autowired private RestTestClient client;

  private final Recorder recorder = new Recorder();

  @BeforeEach
  void record() {
    recorder.setContext(root().getLoggerContext());
    recorder.start();
    root().addAppender(recorder);
  }

  @AfterEach
  void stopRecording() {
    root().detachAppender(recorder);
    recorder.stop();
  }

  @Test
  void create_validOrder_isStoredAndLoggedWithMdcAndKeyValues() {
    Order created = create("lamp", 2, "request-1");

    client
        .get()
        .uri("/orders/{id}", created.id())
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody(Order.class)
        .isEqualTo(created);
    ILoggingEvent event = onlyEvent("request-1", "Order " + created.id() + " accepted", Level.INFO);
    assertThat(event.getMDCPropertyMap()).containsEntry("customer", "alice");
    assertThat(event.getKeyValuePairs())
        .extracting(pair -> pair.key + "=" + pair.value)
        .containsExactly("order_id=" + created.id(), "article=lamp", "quantity=2");
  }

  @Test
  void create_withoutArticle_isRefusedWithAWarning() {
    client
        .post()
        .uri("/orders")
        .header(RequestMdcFilter.REQUEST_ID_HEADER, "request-2")
        .contentType(MediaType.APPLICATION_JSON)
        .body("{\"quantity\":1}")
        .exchange()
        .expectStatus()
        .isBadRequest();

    onlyEvent("request-2", "Refused: article is missing", Level.WARN);
  }

  @Test
  void get_unknownOrder_isNotFound() {
    client
        .get()
        .uri("/orders/{id}", 999_999)
        .header(RequestMdcFilter.REQUEST_ID_HEADER, "request-3")
        .exchange()
        .expectStatus()
        .isNotFound();

    onlyEvent("request-3", "Refused: No order 999999", Level.WARN);
  }

  @Test
  void pay_providerDoesNotAnswer_isLoggedOnceWithItsCause() {
    Order order = create("anvil", 11, "request-4");

    client
        .post()
        .uri("/orders/{id}/payment", order.id())
        .header(RequestMdcFilter.REQUEST_ID_HEADER, "request-5")
        .exchange()
        .expectStatus()
        .isEqualTo(502);

    ILoggingEvent event = onlyEvent("request-5", "Payment failed", Level.ERROR);
    assertThat(event.getThrowableProxy().getClassName())
        .isEqualTo(PaymentFailedException.class.getName());
    assertThat(event.getThrowableProxy().getCause().getClassName())
        .isEqualTo(SocketTimeoutException.class.getName());
    assertThat(recorder.ofRequest("request-5"))
        .filteredOn(other -> other.getLevel() == Level.ERROR)
        .hasSize(1);
  }

  @Test
  void pay_smallOrder_isPaid() {
    Order order = create("book", 1, "request-6");

    client
        .post()
        .uri("/orders/{id}/payment", order.id())
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody(Order.class)
        .isEqualTo(order.paid());
  }

  @Test
  void list_limitOutOfRange_isServedWithAWarning() {
    client
        .get()
        .uri("/orders?limit=0")
        .header(RequestMdcFilter.REQUEST_ID_HEADER, "request-7")
        .exchange()
        .expectStatus()
        .isOk();

    onlyEvent("request-7", "Limit 0 is out of range, taking 100", Level.WARN);
  }

  @Test
  void console_eventWithLineBreaksAndException_isOneLine(CapturedOutput output) {
    LoggerFactory.getLogger(OrdersApplicationTest.class)
        .atError()
        .setCause(new IllegalStateException("broken\nin two"))
        .addKeyValue("key", "a\r\nb")
        .log("first\nsecond\r\nthird");

    assertThat(output.getOut().lines().filter(line -> line.contains("first")))
        .singleElement()
        .asString()
        .matches("\\d{4}-\\d\\d-\\d\\dT\\S+ ERROR .* : first second third key=\"a b\".*")
        .doesNotContain("IllegalStateException");
  }

  @Test
  void requestId_thatCouldForgeALogLine_isReplaced() {
    client
        .get()
        .uri("/orders")
        .header(RequestMdcFilter.REQUEST_ID_HEADER, "x y ERROR")
        .exchange()
        .expectHeader()
        .value(RequestMdcFilter.REQUEST_ID_HEADER, id -> assertThat(id).matches("[0-9a-f-]{36}"));
  }

  private Order create(String article, int quantity, String requestId) {
    Order order =
        client
            .post()
            .uri("/orders")
            .header(RequestMdcFilter.REQUEST_ID_HEADER, requestId)
            .header(RequestMdcFilter.CUSTOMER_HEADER, "alice")
            .contentType(MediaType.APPLICATION_JSON)
            .body("{\"article\":\"%s\",\"quantity\":%d}".formatted(article, quantity))
            .exchange()
            .expectStatus()
            .isCreated()
            .expectBody(Order.class)
            .returnResult()
            .getResponseBody();
    assertThat(order).isNotNull();
    return order;
  }

  private ILoggingEvent onlyEvent(String requestId, String message, Level level) {
    List<ILoggingEvent> events =
        recorder.ofRequest(requestId).stream()
            .filter(event -> event.getFormattedMessage().equals(message))
            .toList();
    assertThat(events).as(message).hasSize(1);
    assertThat(events.get(0).getLevel()).isEqualTo(level);
    return events.get(0);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  }

  /** Keeps the events; safe for the server's threads. */
  private static final class Recorder extends AppenderBase<ILoggingEvent> {
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      event.prepareForDeferredProcessing();
      events.add(event);
    }

    List<ILoggingEvent> ofRequest(String requestId) {
      return events.stream()
          .filter(event -> requestId.equals(event.getMDCPropertyMap().get("request_id")))
          .toList();
    }
  }
}
