// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The test fails if this client has one of these faults of other clients; the numbers are those of
 * docs/known-faults.md. {@link KnownFaultsDocTest} keeps the two together.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface KnownFault {
  int[] value();
}
