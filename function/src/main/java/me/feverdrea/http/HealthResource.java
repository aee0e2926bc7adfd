package me.feverdrea.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Says that the server answers; asks neither store nor model. */
@Path("/api/health")
public final class HealthResource {

    @GET
    public Response health() {
        return Response.ok(Map.of("status", "up"), MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
