// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class LastClassesTest {

  /** A newer gRPC may name them otherwise: then they are to be looked for anew. */
  @ParameterizedTest
  @FieldSource({"io.zerobus.log.LastClasses#NAMES", "io.zerobus.log.LastClasses#LOCAL_NAMES"})
  void class_thatIsToBeLoaded_isThere(String name) throws Exception {
    Class<?> found = Class.forName(name, false, LastClasses.class.getClassLoader());

    assertThat(found.getName()).isEqualTo(name);
  }
}
