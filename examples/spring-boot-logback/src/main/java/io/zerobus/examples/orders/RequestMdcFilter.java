// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives each event of a request its {@code request_id} and {@code customer}, through the MDC. */
@Component
class RequestMdcFilter extends OncePerRequestFilter {
  static final String REQUEST_ID_HEADER = "X-Request-Id";
  static final String CUSTOMER_HEADER = "X-Customer";
  static final String GUEST = "guest";

  private static final Logger log = LoggerFactory.getLogger(RequestMdcFilter.class);

  /** What a client may put into our log: names and numbers of a modest length. */
  private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String requestId =
        acceptedOr(request.getHeader(REQUEST_ID_HEADER), UUID.randomUUID().toString());
    response.setHeader(REQUEST_ID_HEADER, requestId);
    long startNanos = System.nanoTime();
    MDC.put("request_id", requestId);
    MDC.put("customer", acceptedOr(request.getHeader(CUSTOMER_HEADER), GUEST));
    try {
      chain.doFilter(request, response);
      log.atInfo()
          .addKeyValue("method", request.getMethod())
          .addKeyValue("path", request.getRequestURI())
          .addKeyValue("status", response.getStatus())
          .addKeyValue("duration_us", TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos))
          .log("Request served");
    } finally {
      // The thread serves other requests afterwards.
      MDC.remove("customer");
      MDC.remove("request_id");
    }
  }

  private static String acceptedOr(@Nullable String value, String otherwise) {
    return value != null && ACCEPTED.matcher(value).matches() ? value : otherwise;
  }
}
