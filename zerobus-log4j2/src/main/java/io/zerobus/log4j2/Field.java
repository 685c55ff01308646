// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAliases;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.jspecify.annotations.Nullable;

/**
 * A static column as the configuration gives it: {@code <Field name="env" value="prod"/>}.
 *
 * <p>Names of Log4j's plugins are global: where another library has a {@code Field} of its own,
 * {@code ZerobusField} is the same.
 */
@Plugin(name = "Field", category = Core.CATEGORY_NAME, printObject = true)
@PluginAliases("ZerobusField")
public final class Field {

  private final @Nullable String name;
  private final @Nullable String value;

  private Field(@Nullable String name, @Nullable String value) {
    this.name = name;
    this.value = value;
  }

  /** A builder without name and value, as Log4j makes it. */
  @PluginBuilderFactory
  public static Builder newBuilder() {
    return new Builder();
  }

  @Nullable String name() {
    return name;
  }

  @Nullable String value() {
    return value;
  }

  @Override
  public String toString() {
    return "Field(" + name + "=" + value + ")";
  }

  /** Collects what the configuration says. Not thread-safe. */
  public static final class Builder implements org.apache.logging.log4j.core.util.Builder<Field> {

    @PluginBuilderAttribute private @Nullable String name;
    @PluginBuilderAttribute private @Nullable String value;

    private Builder() {}

    /** The name of the column. Required. */
    public Builder setName(@Nullable String name) {
      this.name = name;
      return this;
    }

    /** The value that each record has there. Required. */
    public Builder setValue(@Nullable String value) {
      this.value = value;
      return this;
    }

    /** Checks nothing: the appender does, and says so as for its other settings. */
    @Override
    public Field build() {
      return new Field(name, value);
    }
  }
}
