// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Enumeration;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * The agent's classes and those of its libraries, out of a store in the jar, where no other loader
 * takes them for classes. Thread-safe.
 *
 * <p>Itself first, then the JDK, and nobody else: the loader of the JDK's own modules also finds
 * what an application has on its module path, which may be another version of the same library.
 *
 * <p>Public because its own classes use it from behind it.
 */
public final class AgentLoader extends ClassLoader {

  static {
    registerAsParallelCapable();
  }

  private static final String FOLDER = "inst/";

  private static final String[] JDK = {
    "java.", "javax.", "jdk.", "sun.", "com.sun.", "org.ietf.jgss.", "org.w3c.dom.", "org.xml.sax.",
  };

  /** In a module that the JDK gives to the application's loader. */
  private static final String ATTACH = "com.sun.tools.attach.";

  private final JarFile jar;
  private final ClassStore classes;
  private final @Nullable ProtectionDomain domain;

  /** Called by the entry class, which is in another loader. */
  public AgentLoader(JarFile jar) throws IOException {
    super("zerobus-agent", ClassLoader.getPlatformClassLoader());
    this.jar = jar;
    this.classes = new ClassStore(jar);
    this.domain = ZerobusAgent.class.getProtectionDomain();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> found = findLoadedClass(name);
      if (found == null) {
        found = find(name);
      }
      if (resolve) {
        resolveClass(found);
      }
      return found;
    }
  }

  private Class<?> find(String name) throws ClassNotFoundException {
    if (name.startsWith("java.")) {
      return getParent().loadClass(name);
    }
    if (name.equals(AgentLoader.class.getName())) {
      return AgentLoader.class;
    }
    byte[] bytes = classBytes(FOLDER, name);
    if (bytes != null) {
      return defineClass(name, bytes, 0, bytes.length, domain);
    }
    if (name.startsWith(ATTACH)) {
      return ClassLoader.getSystemClassLoader().loadClass(name);
    }
    for (String prefix : JDK) {
      if (name.startsWith(prefix)) {
        return getParent().loadClass(name);
      }
    }
    throw new ClassNotFoundException(name);
  }

  /** The path of the agent's jar. */
  public String jarName() {
    return jar.getName();
  }

  /** The class file of a class in a folder of the store; null when there is none. */
  public byte @Nullable [] classBytes(String folder, String className) {
    try {
      return classes.get(folder.concat(className.replace('.', '/')));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + className + " of " + jar.getName(), e);
    }
  }

  private byte @Nullable [] resource(String entryName) {
    ZipEntry entry = jar.getEntry(entryName);
    if (entry == null) {
      return null;
    }
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + entryName + " of " + jar.getName(), e);
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    return findResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) {
    return findResources(name);
  }

  @Override
  public @Nullable InputStream getResourceAsStream(String name) {
    byte[] bytes = resource(FOLDER + name);
    return bytes == null ? null : new ByteArrayInputStream(bytes);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    if (jar.getEntry(FOLDER + name) == null) {
      return null;
    }
    try {
      return new URL("jar:" + new File(jar.getName()).toURI() + "!/" + FOLDER + name);
    } catch (MalformedURLException e) {
      return null;
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL found = findResource(name);
    return found == null
        ? Collections.emptyEnumeration()
        : Collections.enumeration(Collections.singleton(found));
  }
}
