using System.Globalization;
using System.Text.Json;
using ActiveActive.Gateway.Admin.Audit;
using ActiveActive.Gateway.Admin.World;
using ActiveActive.Gateway.Problems;
using ActiveActive.Gateway.Requests;
using ActiveActive.World;

namespace ActiveActive.Gateway.Admin.Faults;

/// <summary><c>/admin/faults</c>: passed on to the local world, which carries faults out; audited here.</summary>
internal static class FaultEndpoints
{
    public static void MapFaults(this IEndpointRouteBuilder admin, ControlClient? control)
    {
        if (control is null)
        {
            admin.Map("/faults/{**rest}", () => ProblemMap.Of(ErrorSlugs.NotYetAvailable,
                "Faults are injected by the local world, and this gateway was not told of one: World:ControlUrl is not set.").ToResult());
            return;
        }

        admin.MapGet("/faults", async (CancellationToken aborted) => Pass(await control.SendAsync<FaultRequest>(HttpMethod.Get, "faults", null, null, aborted)));
        admin.MapPost("/faults", (HttpContext context, AuditTrail audit) => StartAsync(context, control, audit));
        admin.MapDelete("/faults/{id}", (string id, HttpContext context, AuditTrail audit) => EndAsync(id, context, control, audit));
    }

    private static async Task<IResult> StartAsync(HttpContext context, ControlClient control, AuditTrail audit)
    {
        var fault = await JsonBody.ReadAsync(context.Request, Read);
        // A command that was sent is carried through, even if its caller leaves.
        var answer = await control.SendAsync(HttpMethod.Post, "faults", fault, WorldJson.Default.FaultRequest, CancellationToken.None);
        if (IsSuccess(answer))
        {
            var status = ReadStatus(answer);
            audit.Record(AuditTrail.ActorOf(context), "fault.start", fault.Target, null, status, WorldJson.Default.FaultStatus);
            if (status is not null) context.Response.Headers.Location = $"/admin/faults/{PathKeys.Escape(status.Id)}";
        }

        return Pass(answer);
    }

    private static async Task<IResult> EndAsync(string id, HttpContext context, ControlClient control, AuditTrail audit)
    {
        var key = PathKeys.Read(nameof(id), id);
        var answer = await control.SendAsync<FaultRequest>(HttpMethod.Delete, $"faults/{PathKeys.Escape(key)}", null, null, CancellationToken.None);
        if (IsSuccess(answer)) audit.Record(AuditTrail.ActorOf(context), "fault.end", key, null, ReadStatus(answer), WorldJson.Default.FaultStatus);
        return Pass(answer);
    }

    private static FaultRequest Read(JsonFields fields) => new()
    {
        Kind = fields.Key("kind"),
        Target = fields.Key("target"),
        DurationSeconds = fields.OptionalNumber("durationSeconds", 0.1, 600),
        DelayMilliseconds = fields.OptionalNumber("delayMilliseconds", 0, 10_000),
    };

    private static bool IsSuccess(ControlAnswer answer) => (int)answer.Status is >= 200 and < 300;

    private static FaultStatus? ReadStatus(ControlAnswer answer)
    {
        try
        {
            return answer.Body.Length == 0 ? null : JsonSerializer.Deserialize(answer.Body, WorldJson.Default.FaultStatus);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Success and problems go to the caller as they are; an answer that is neither says only that the control endpoint failed.</summary>
    private static IResult Pass(ControlAnswer answer)
    {
        if (IsSuccess(answer) && answer.Body.Length == 0) return Results.StatusCode((int)answer.Status);
        if (IsSuccess(answer) || answer.MediaType == Problem.MediaType) return new PassedAnswer(answer);
        return answer.Status == System.Net.HttpStatusCode.Unauthorized
            ? ProblemMap.Of(ErrorSlugs.SiteUnavailable, "the control endpoint does not take the key of World:ControlKeyFile.").ToResult()
            : ProblemMap.Of(ErrorSlugs.OutcomeUnknown,
                string.Create(CultureInfo.InvariantCulture, $"the control endpoint answered {(int)answer.Status}.")).ToResult();
    }

    private sealed class PassedAnswer(ControlAnswer answer) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = (int)answer.Status;
            httpContext.Response.ContentType = answer.MediaType;
            httpContext.Response.ContentLength = answer.Body.Length;
            return httpContext.Response.Body.WriteAsync(answer.Body, httpContext.RequestAborted).AsTask();
        }
    }
}
