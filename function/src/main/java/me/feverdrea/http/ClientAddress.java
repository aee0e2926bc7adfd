package me.feverdrea.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What tells one client from another: the address that the edge saw, or the connection's. Headers that a client can set
 * himself, such as X-Forwarded-For, mean nothing. Of an IPv6 address the network counts, since one household has all of it.
 */
public final class ClientAddress {
    private static final Pattern IPV4_PORT = Pattern.compile("([0-9.]{7,15}):[0-9]{1,5}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.%]{2,64}");
    private static final int NETWORK_BYTES = 8;
    private static final int LONGEST = 64;

    private final Optional<String> header;

    /** @param header in which the edge writes address and port; empty where there is no edge */
    public ClientAddress(Optional<String> header) {
        this.header = header;
    }

    String of(HttpServerRequest request) {
        if (header.isEmpty()) {
            return network(
                    request.remoteAddress() == null
                            ? ""
                            : request.remoteAddress().hostAddress());
        }
        List<String> values = request.headers().getAll(header.get());
        // The edge is the last to write; who comes past it shares one budget with all who do.
        return values.isEmpty()
                ? "unknown"
                : withoutPort(values.get(values.size() - 1).strip());
    }

    /** {@code 198.51.100.10:46532}, {@code 2001:db8::1:46532} or {@code [2001:db8::1]:46532}. */
    static String withoutPort(String written) {
        var ipv4 = IPV4_PORT.matcher(written);
        if (ipv4.matches()) {
            return ipv4.group(1);
        }
        if (written.startsWith("[") && written.contains("]")) {
            return network(written.substring(1, written.indexOf(']')));
        }
        int colon = written.lastIndexOf(':');
        String address = colon < 0 ? written : written.substring(0, colon);
        return ipv6Network(address).orElseGet(() -> network(written));
    }

    private static String network(String address) {
        return ipv6Network(address)
                .orElseGet(() -> address.length() <= LONGEST ? address : address.substring(0, LONGEST));
    }

    private static Optional<String> ipv6Network(String address) {
        if (address == null
                || address.indexOf(':') < 0
                || !IPV6.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            // In brackets it is never taken for a name to look up.
            InetAddress parsed = InetAddress.getByName('[' + address + ']');
            if (!(parsed instanceof Inet6Address)) {
                return Optional.of(parsed.getHostAddress());
            }
            byte[] network = parsed.getAddress();
            Arrays.fill(network, NETWORK_BYTES, network.length, (byte) 0);
            return Optional.of(InetAddress.getByAddress(network).getHostAddress() + "/64");
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }
}
