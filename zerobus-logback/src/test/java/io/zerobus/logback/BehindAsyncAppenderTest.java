// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.spi.MDCAdapter;

/** Logback's own asynchronous appender in front: an event comes on a thread that is not its own. */
class BehindAsyncAppenderTest {

  private final MDCAdapter mdc = MDC.getMDCAdapter();
  private final AppenderFixture fixture = new AppenderFixture(mdc);

  @AfterEach
  void stop() {
    mdc.clear();
    fixture.context.stop();
  }

  // Complaint 10.
  @Test
  void event_behindLogbacksAsyncAppender_hasThreadAndMdcOfItsCaller() {
    Logger root = fixture.start().logger(Logger.ROOT_LOGGER_NAME);
    root.detachAppender(fixture.appender);
    AsyncAppender asynchronous = new AsyncAppender();
    asynchronous.setContext(fixture.context);
    asynchronous.addAppender(fixture.appender);
    asynchronous.start();
    root.addAppender(asynchronous);
    mdc.put("trace_id", "mine");

    fixture.logger("l").info("m");
    mdc.put("trace_id", "the next one's");
    asynchronous.stop(); // hands over what it holds

    JsonNode record = fixture.onlyRecord();
    assertThat(record.get("thread").textValue()).isEqualTo(Thread.currentThread().getName());
    assertThat(record.get("trace_id").textValue()).isEqualTo("mine");
    assertThat(record.get("mdc").get("trace_id").textValue()).isEqualTo("mine");
  }
}
