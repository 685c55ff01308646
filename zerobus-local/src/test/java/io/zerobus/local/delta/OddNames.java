// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.delta;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/** Temporary folders whose names need quoting everywhere: in URIs, in SQL, in JSON. */
public final class OddNames implements TempDirFactory {

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
      throws IOException {
    return Files.createTempDirectory("zerobus 100% it's \u00e9 #");
  }
}
