// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAliases;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginBuilderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keys of context data and message entries whose values are shown as {@code ***}: {@code <Mask
 * key="*password*"/>}.
 *
 * <p>Where another library has a {@code Mask} of its own, {@code ZerobusMask} is the same.
 */
@Plugin(name = "Mask", category = Core.CATEGORY_NAME, printObject = true)
@PluginAliases("ZerobusMask")
public final class Mask {

  private final @Nullable String key;

  private Mask(Builder builder) {
    this.key = builder.key;
  }

  /** A builder without a setting, as Log4j makes it. */
  @PluginBuilderFactory
  public static Builder newBuilder() {
    return new Builder();
  }

  @Nullable String key() {
    return key;
  }

  @Override
  public String toString() {
    return "Mask(" + key + ")";
  }

  /** Collects what the configuration says. Not thread-safe. */
  public static final class Builder implements org.apache.logging.log4j.core.util.Builder<Mask> {

    @PluginBuilderAttribute private @Nullable String key;

    private Builder() {}

    /** The key, in any case; {@code *} stands for any characters, {@code ?} for one. Required. */
    public Builder setKey(@Nullable String key) {
      this.key = key;
      return this;
    }

    /** Checks nothing: the appender does, and says so as for its other settings. */
    @Override
    public Mask build() {
      return new Mask(this);
    }
  }
}
