// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.jspecify.annotations.Nullable;

/**
 * A default column as the configuration changes it: {@code <ZerobusColumn name="message"
 * as="msg"/>}.
 *
 * <p>Names of Log4j's plugins are global, and {@code Column} is one of the JDBC appender.
 */
@Plugin(name = "ZerobusColumn", category = Core.CATEGORY_NAME, printObject = true)
public final class Column {

  private final @Nullable String name;
  private final @Nullable String as;
  private final @Nullable String enabled;

  private Column(Builder builder) {
    this.name = builder.name;
    this.as = builder.as;
    this.enabled = builder.enabled;
  }

  /** A builder without a setting, as Log4j makes it. */
  @PluginBuilderFactory
  public static Builder newBuilder() {
    return new Builder();
  }

  @Nullable String name() {
    return name;
  }

  @Nullable String as() {
    return as;
  }

  @Nullable String enabled() {
    return enabled;
  }

  @Override
  public String toString() {
    return "Column(" + name + ", " + as + ", " + enabled + ")";
  }

  /** Collects what the configuration says. Not thread-safe. */
  public static final class Builder implements org.apache.logging.log4j.core.util.Builder<Column> {

    @PluginBuilderAttribute private @Nullable String name;
    @PluginBuilderAttribute private @Nullable String as;
    @PluginBuilderAttribute private @Nullable String enabled;

    private Builder() {}

    /** The default column. Required. */
    public Builder setName(@Nullable String name) {
      this.name = name;
      return this;
    }

    /** Its name in the table. Default: its own. */
    public Builder setAs(@Nullable String as) {
      this.as = as;
      return this;
    }

    /** {@code false} leaves the column out. Default {@code true}. */
    public Builder setEnabled(@Nullable String enabled) {
      this.enabled = enabled;
      return this;
    }

    /** Checks nothing: the appender does, and says so as for its other settings. */
    @Override
    public Column build() {
      return new Column(this);
    }
  }
}
