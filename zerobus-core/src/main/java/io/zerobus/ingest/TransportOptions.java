// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/** How connections are made, to the service and to the workspace alike; an immutable value. */
public final class TransportOptions {
  private final String applicationName;

  private TransportOptions(Builder builder) {
    this.applicationName = builder.applicationName;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Stands behind name and version of this SDK in the user agent; may be empty. */
  String applicationName() {
    return applicationName;
  }

  /** Not thread-safe. */
  public static final class Builder {
    private String applicationName = "";

    private Builder() {}

    /** Default: none. */
    public Builder applicationName(String applicationName) {
      this.applicationName = applicationName;
      return this;
    }

    public TransportOptions build() {
      return new TransportOptions(this);
    }
  }
}
