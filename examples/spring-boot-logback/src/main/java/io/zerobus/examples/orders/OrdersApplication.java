// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.orders;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The order service. Nothing in its code knows where its log events go: see logback-spring.xml. */
@SpringBootApplication
@EnableScheduling
public class OrdersApplication {
  public static void main(String[] args) {
    SpringApplication.run(OrdersApplication.class, args);
  }
}
