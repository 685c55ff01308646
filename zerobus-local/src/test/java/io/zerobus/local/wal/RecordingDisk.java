// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The disk of the machine, with a list of what was asked of it; can be told to fail. */
public final class RecordingDisk implements LogDisk {

  private final List<String> events = new CopyOnWriteArrayList<>();
  private volatile boolean failing;

  /** In order; others may add their own. */
  public List<String> events() {
    return events;
  }

  /** Whether syncs fail from now on. */
  void setFailing(boolean failing) {
    this.failing = failing;
  }

  @Override
  public FileChannel create(Path file) throws IOException {
    events.add("create " + file.getFileName());
    return new Channel(LogDisk.OF_THE_MACHINE.create(file));
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    sync("sync directory " + directory.getFileName());
    LogDisk.OF_THE_MACHINE.syncDirectory(directory);
  }

  private void sync(String event) throws IOException {
    if (failing) {
      throw new IOException("no " + event);
    }
    events.add(event);
  }

  private final class Channel extends FileChannel {

    private final FileChannel file;

    Channel(FileChannel file) {
      this.file = file;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      events.add("write");
      return file.write(source);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
      events.add("write");
      return file.write(sources, offset, length);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      events.add("write");
      return file.write(source, position);
    }

    @Override
    public void force(boolean metaData) throws IOException {
      sync("force");
      file.force(metaData);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
      file.position(newPosition);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      file.truncate(size);
      return this;
    }

    @Override
    public int read(ByteBuffer target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer target, long position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }
}
