// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent.log4j2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.NullAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.api.LoggerComponentBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.apache.logging.log4j.core.filter.ThresholdFilter;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.junit.jupiter.api.Test;

class ConfigChainTest {

  private final ConfigurationBuilder<BuiltConfiguration> builder =
      ConfigurationBuilderFactory.newConfigurationBuilder();
  private final ConfigChain chain = new ConfigChain();

  ConfigChainTest() {
    builder.add(builder.newAppender("NULL", NullAppender.PLUGIN_NAME));
  }

  @Test
  void withoutFilters_theLastWithAnAppender() {
    Configuration configuration =
        configuration(logger("a", "NULL"), logger("a.b", null), logger("a.b.c", "NULL"));

    assertThat(placesOf("a.b.c.D", configuration, true)).containsExactly("");
    assertThat(placesOf("a.b.c.D", configuration, false)).containsExactly("");
  }

  @Test
  void withAFilterOnTheWay_theFirstWithAnAppender() {
    Configuration configuration =
        configuration(
            logger("a", null).add(threshold()), logger("a.b", "NULL"), logger("a.b.c", null));

    assertThat(placesOf("a.b.c.D", configuration, true)).containsExactly("a.b");
    assertThat(placesOf("a.b.c.D", configuration, false)).containsExactly("a.b.c");
    assertThat(placesOf("a.D", configuration, true)).containsExactly("");
    assertThat(placesOf("x", configuration, true)).containsExactly("");
  }

  @Test
  void notAdditive_endsTheWay() {
    Configuration configuration =
        configuration(
            logger("a", "NULL"),
            logger("a.b", null).addAttribute("additivity", false),
            logger("a.b.c", "NULL").add(threshold()));

    assertThat(placesOf("a.b.c", configuration, true)).containsExactly("a.b.c");
    assertThat(placesOf("a.b", configuration, true)).isEmpty();
    assertThat(placesOf("a.b", configuration, false)).containsExactly("a.b");
  }

  @Test
  void configurationMadeByAProgram_isOneOfTheWay() {
    Configuration configuration = configuration(logger("a", "NULL").add(threshold()));
    LoggerConfig made = new LoggerConfig("a.b", Level.INFO, true);
    made.addAppender(NullAppender.createAppender("OTHER"), null, null);
    configuration.addLogger("a.b", made);

    assertThat(placesOf("a.b", configuration, true)).containsExactly("a.b");
  }

  @Test
  void rootThatLog4jAdds_isOneOfTheWay() {
    builder.add(logger("a", "NULL").add(threshold()));
    BuiltConfiguration configuration = builder.build(false);
    configuration.initialize();

    assertThat(configuration.getRootLogger().getAppenders()).isNotEmpty();
    assertThat(placesOf("a", configuration, true)).containsExactly("a");
    assertThat(placesOf("x", configuration, true)).containsExactly("");
  }

  @Test
  void anotherConfiguration_hasFiltersOfItsOwn() {
    Configuration filtered = configuration(logger("a", "NULL").add(threshold()));
    ConfigChainTest other = new ConfigChainTest();
    Configuration plain = other.configuration(other.logger("a", "NULL"));

    assertThat(placesOf("a", filtered, true)).containsExactly("a");
    assertThat(placesOf("a", plain, true)).containsExactly("");
    assertThat(placesOf("a", filtered, true)).containsExactly("a");
  }

  private LoggerComponentBuilder logger(String name, String appender) {
    LoggerComponentBuilder logger = builder.newLogger(name, Level.INFO);
    return appender == null ? logger : logger.add(builder.newAppenderRef(appender));
  }

  private org.apache.logging.log4j.core.config.builder.api.FilterComponentBuilder threshold() {
    return builder
        .newFilter("ThresholdFilter", ThresholdFilter.Result.NEUTRAL, ThresholdFilter.Result.DENY)
        .addAttribute("level", Level.WARN);
  }

  /** With an appender at the root. */
  private Configuration configuration(LoggerComponentBuilder... loggers) {
    for (LoggerComponentBuilder logger : loggers) {
      builder.add(logger);
    }
    builder.add(builder.newRootLogger(Level.INFO).add(builder.newAppenderRef("NULL")));
    BuiltConfiguration built = builder.build(false);
    built.initialize();
    return built;
  }

  /** The names of the configurations at which an event of this logger would be shipped. */
  private List<String> placesOf(String logger, Configuration in, boolean withAppenderOnly) {
    LogEvent event = Log4jLogEvent.newBuilder().setLoggerName(logger).setLevel(Level.WARN).build();
    List<String> places = new ArrayList<>();
    for (LoggerConfig at = in.getLoggerConfig(logger); at != null; at = ConfigChain.above(at)) {
      if (chain.isPlaceOf(event, at, withAppenderOnly)) {
        places.add(at.getName());
      }
    }
    return places;
  }
}
