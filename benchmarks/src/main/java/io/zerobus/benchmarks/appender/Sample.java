// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What is logged: the same events for all. Arguments and throwables are made beforehand, because
 * boxing and throwing cost the same with each of them. Immutable.
 */
public final class Sample {

  /** With three arguments; formatted, it is about 80 characters long. */
  public static final String PATTERN = "Order {} of customer {} has left the warehouse after {} ms";

  /** Of an event with a throwable; one argument. */
  public static final String FAILURE_PATTERN = "Order {} could not be stored";

  /** What the diagnostic context of the thread holds. */
  public static final Map<String, String> CONTEXT =
      Map.of(
          "requestId", "6fa459ea-ee8a-3ca4-894e-db77e160355e",
          "tenant", "emea-west",
          "userId", "u-1048576");

  private static final int VARIANTS = 16;
  private static final Integer[] ORDERS = new Integer[VARIANTS];
  private static final String[] CUSTOMERS = new String[VARIANTS];
  private static final Long[] MILLIS = new Long[VARIANTS];
  private static final Throwable[] FAILURES = new Throwable[VARIANTS];

  static {
    for (int i = 0; i < VARIANTS; i++) {
      ORDERS[i] = 4_711_000 + i;
      CUSTOMERS[i] = "customer-" + (90_210 + i);
      MILLIS[i] = 1_200L + 37L * i;
      FAILURES[i] = failure(i);
    }
  }

  private Sample() {}

  /** The first argument of event {@code i}. */
  public static Integer order(int i) {
    return ORDERS[i & (VARIANTS - 1)];
  }

  /** The second one. */
  public static String customer(int i) {
    return CUSTOMERS[i & (VARIANTS - 1)];
  }

  /** The third one. */
  public static Long millis(int i) {
    return MILLIS[i & (VARIANTS - 1)];
  }

  /** The throwable of event {@code i}: 28 frames, and a cause with 30, of which they share 24. */
  public static Throwable failure(int i, Throwable[] failures) {
    return failures[i & (VARIANTS - 1)];
  }

  /** The throwables of all events. */
  public static Throwable[] failures() {
    return FAILURES.clone();
  }

  private static Throwable failure(int variant) {
    String service = "com.example.shop.order.OrderService" + (char) ('A' + variant);
    List<StackTraceElement> shared = sharedFrames(service);
    Throwable cause =
        new IOException("Connection to db-" + variant + ".example.com:5432 was reset");
    cause.setStackTrace(frames(driverFrames(), shared));
    Throwable outer =
        new IllegalStateException("Order " + (4_711 + variant) + " is not stored", cause);
    outer.setStackTrace(frames(repositoryFrames(), shared));
    return outer;
  }

  private static StackTraceElement[] frames(
      List<StackTraceElement> own, List<StackTraceElement> shared) {
    List<StackTraceElement> all = new ArrayList<>(own);
    all.addAll(shared);
    return all.toArray(new StackTraceElement[0]);
  }

  private static List<StackTraceElement> driverFrames() {
    return Arrays.asList(
        jdk("sun.nio.ch.SocketDispatcher", "read0", "SocketDispatcher.java", -2),
        jdk("sun.nio.ch.SocketDispatcher", "read", "SocketDispatcher.java", 46),
        jdk("sun.nio.ch.NioSocketImpl", "tryRead", "NioSocketImpl.java", 261),
        own("org.example.driver.core.VisibleBufferedInputStream", "readMore", 192),
        own("org.example.driver.core.v3.QueryExecutorImpl", "processResults", 2190),
        own("org.example.driver.jdbc.PreparedStatement", "executeUpdate", 152));
  }

  private static List<StackTraceElement> repositoryFrames() {
    return Arrays.asList(
        own("com.example.shop.order.OrderRepository", "translate", 118),
        own("com.example.shop.order.OrderRepository", "store", 87),
        own("com.example.shop.order.OrderRepository$Batch", "lambda$flush$3", 44),
        own("com.example.shop.order.OrderRepository$Batch", "flush", 41));
  }

  /** 24 frames of the kind that a web application has below each of its own. */
  private static List<StackTraceElement> sharedFrames(String service) {
    return Arrays.asList(
        own(service, "store", 203),
        own(service, "accept", 171),
        jdk(
            "jdk.internal.reflect.DirectMethodHandleAccessor",
            "invoke",
            "DirectMethodHandleAccessor.java",
            103),
        jdk("java.lang.reflect.Method", "invoke", "Method.java", 580),
        own("org.springframework.aop.support.AopUtils", "invokeJoinpointUsingReflection", 343),
        own("org.springframework.aop.framework.ReflectiveMethodInvocation", "proceed", 184),
        own("org.springframework.transaction.interceptor.TransactionInterceptor", "invoke", 119),
        own(
            "org.springframework.aop.framework.CglibAopProxy$DynamicAdvisedInterceptor",
            "intercept",
            720),
        own(service + "$$SpringCGLIB$$0", "accept", -1),
        own("com.example.shop.order.OrderController", "post", 64),
        own("org.springframework.web.method.support.InvocableHandlerMethod", "doInvoke", 255),
        own("org.springframework.web.servlet.DispatcherServlet", "doDispatch", 1088),
        own("org.springframework.web.servlet.DispatcherServlet", "doService", 978),
        own("jakarta.servlet.http.HttpServlet", "service", 590),
        own("org.apache.catalina.core.ApplicationFilterChain", "internalDoFilter", 195),
        own("org.apache.catalina.core.ApplicationFilterChain", "doFilter", 140),
        own("org.springframework.web.filter.OncePerRequestFilter", "doFilter", 116),
        own("org.apache.catalina.core.StandardWrapperValve", "invoke", 167),
        own("org.apache.catalina.core.StandardHostValve", "invoke", 115),
        own("org.apache.catalina.connector.CoyoteAdapter", "service", 344),
        own("org.apache.coyote.http11.Http11Processor", "service", 391),
        own("org.apache.tomcat.util.net.NioEndpoint$SocketProcessor", "doRun", 1741),
        jdk(
            "java.util.concurrent.ThreadPoolExecutor$Worker",
            "run",
            "ThreadPoolExecutor.java",
            642),
        jdk("java.lang.Thread", "run", "Thread.java", 1583));
  }

  private static StackTraceElement jdk(String className, String method, String file, int line) {
    return new StackTraceElement(null, "java.base", null, className, method, file, line);
  }

  private static StackTraceElement own(String className, String method, int line) {
    String simple = className.substring(className.lastIndexOf('.') + 1);
    int end = simple.indexOf('$');
    String file =
        line < 0 ? "<generated>" : (end < 0 ? simple : simple.substring(0, end)) + ".java";
    return new StackTraceElement("app", null, null, className, method, file, line);
  }
}
