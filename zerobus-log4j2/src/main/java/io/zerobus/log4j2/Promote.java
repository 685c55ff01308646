// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAliases;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Context data or an entry of a message with a column of its own: {@code <Promote key="userId"
 * as="user_id" type="BIGINT"/>}.
 *
 * <p>It leaves the map. A value that does not convert to the type is NULL and counted. Where
 * another library has a {@code Promote} of its own, {@code ZerobusPromote} is the same.
 */
@Plugin(name = "Promote", category = Core.CATEGORY_NAME, printObject = true)
@PluginAliases("ZerobusPromote")
public final class Promote {

  private final @Nullable String key;
  private final @Nullable String as;
  private final @Nullable String type;

  private Promote(Builder builder) {
    this.key = builder.key;
    this.as = builder.as;
    this.type = builder.type;
  }

  /** A builder without a setting, as Log4j makes it. */
  @PluginBuilderFactory
  public static Builder newBuilder() {
    return new Builder();
  }

  @Nullable String key() {
    return key;
  }

  @Nullable String as() {
    return as;
  }

  @Nullable String type() {
    return type;
  }

  @Override
  public String toString() {
    return "Promote(" + key + ", " + as + ", " + type + ")";
  }

  /** Collects what the configuration says. Not thread-safe. */
  public static final class Builder implements org.apache.logging.log4j.core.util.Builder<Promote> {

    @PluginBuilderAttribute private @Nullable String key;
    @PluginBuilderAttribute private @Nullable String as;
    @PluginBuilderAttribute private @Nullable String type;

    private Builder() {}

    /** The key of the entry. Required. */
    public Builder setKey(@Nullable String key) {
      this.key = key;
      return this;
    }

    /** The name of the column. Default: the key. */
    public Builder setAs(@Nullable String as) {
      this.as = as;
      return this;
    }

    /**
     * {@code STRING} (default), {@code BIGINT}, {@code DOUBLE}, {@code BOOLEAN} or {@code
     * TIMESTAMP}.
     */
    public Builder setType(@Nullable String type) {
      this.type = type;
      return this;
    }

    /** Checks nothing: the appender does, and says so as for its other settings. */
    @Override
    public Promote build() {
      return new Promote(this);
    }
  }
}
