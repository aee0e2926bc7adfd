package me.feverdrea.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    @ParameterizedTest
    @CsvSource({
        "198.51.100.10:46532, 198.51.100.10",
        "198.51.100.10, 198.51.100.10",
        "2001:db8:1:2:3:4:5:6:46532, 2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:2::9:443, 2001:db8:1:2:0:0:0:0/64",
        "2001:db8::1:65535, 2001:db8:0:0:0:0:0:0/64",
        "[2001:db8:1:2::7]:443, 2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64",
        "::ffff:198.51.100.10:443, 198.51.100.10",
        "nobody.example, nobody.example",
        "'', ''"
    })
    void theSameClientIsTheSameWhateverItsPortAndPlaceInItsNetwork(String written, String client) {
        assertEquals(client, ClientAddress.withoutPort(written));
    }
}
