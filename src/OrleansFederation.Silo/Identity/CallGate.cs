using OrleansFederation.Auditing;
using OrleansFederation.Errors;
using OrleansFederation.Grants;
using OrleansFederation.Limits;

namespace OrleansFederation.Identity;

/// <summary>
/// Stands before every call that reaches a grain, a grain extension or a system target of this silo. What shows the cluster's proof is a
/// silo's call and passes. Everything else comes from outside, whatever it says of its sender: it is refused unless its method is marked
/// <see cref="OutsideAttribute"/> and its token is good for it.
/// </summary>
internal sealed class CallGate(
    ClusterSecret secret,
    TokenAuthority authority,
    OutsideCalls calls,
    OpenStreams streams,
    PrincipalLimits limits,
    AuditLog audit) : IIncomingGrainCallFilter
{
    // Without these, traces would end at the silo. They are texts that are passed on, and nothing is decided by them.
    private static readonly string[] TraceKeys = ["traceparent", "tracestate"];

    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (secret.IsProof(RequestContext.Get(ClusterSecret.Key)))
        {
            return context.SourceId is { } source && source.IsClient() ? OwnAsync(context) : context.Invoke();
        }

        // A timer's tick is an object of this process that is its own target. What came over the wire never is: its target is found here.
        return ReferenceEquals(context.Request.GetTarget(), context.Request) ? context.Invoke() : OutsideAsync(context);
    }

    /// <summary>A call of this cluster's own processes in somebody's name: an embedded console, or an HTTP endpoint. It passes, and is recorded like any other.</summary>
    private async Task OwnAsync(IIncomingGrainCallContext context)
    {
        var call = calls.Of(context.Request);
        if (call.Outside is { Privileged: true } && PrincipalContext.Current is { } name)
        {
            await RecordedAsync(context, call, name);
            return;
        }

        await context.Invoke();
    }

    private async Task OutsideAsync(IIncomingGrainCallContext context)
    {
        var token = TokenContext.Current;
        Clear();
        if (SystemCalls.IsOpen(context))
        {
            await context.Invoke();
            return;
        }

        var request = StreamCalls.Opened(context.Request) ?? context.Request;
        var call = calls.Of(request);
        var verified = await authority.VerifyAsync(token, CancellationToken.None);
        if (verified.Principal is not { } principal)
        {
            throw Refused(context, call, AuditLog.Anonymous, verified.Refusal!);
        }

        if (StreamCalls.Continued(context.Request) is { } stream)
        {
            call = streams.Continue(context.TargetId, stream, principal, out var foreign) ?? (foreign is null
                ? throw new EnumerationAbortedException("The stream is not open here; open it again.")
                : throw Refused(context, call, principal.Name, foreign));
        }

        if (call.Outside is not { } outside)
        {
            throw Refused(context, call, principal.Name, FederationErrors.Closed.At(call.Name, "it is not open to callers from outside"));
        }

        if ((outside.Roles & principal.Roles) == 0)
        {
            throw Refused(context, call, principal.Name, FederationErrors.RoleMissing.At(
                call.Name,
                $"it is open to {string.Join(", ", RoleNames.Of(outside.Roles))}, and '{principal.Name}' is {string.Join(", ", RoleNames.Of(principal.Roles))}"));
        }

        using var running = limits.Begin(principal.Name, RequestSize.Of(request), out var exceeded) ?? throw Refused(context, call, principal.Name, exceeded!);
        PrincipalContext.Current = principal.Name;
        if (StreamCalls.IdOf(context.Request) is { } id)
        {
            await StreamAsync(context, call, principal, id);
        }
        else
        {
            await CallAsync(context, call, principal.Name, outside);
        }
    }

    private async Task CallAsync(IIncomingGrainCallContext context, OutsideCall call, string name, OutsideAttribute outside)
    {
        if (outside.Privileged)
        {
            await RecordedAsync(context, call, name);
            return;
        }

        try
        {
            await context.Invoke();
        }
        catch (FederationException refusal) when (IsRefusal(refusal))
        {
            audit.Refused(name, call.Name, TargetOf(context), SourceOf(context), refusal.Code);
            throw;
        }
    }

    private async Task RecordedAsync(IIncomingGrainCallContext context, OutsideCall call, string name)
    {
        if (!audit.TryReserve())
        {
            throw FederationErrors.AuditUnavailable.Exception(call.Name, "too many calls wait to be recorded");
        }

        var outcome = AuditLog.Fault;
        try
        {
            await context.Invoke();
            outcome = context.Result is Federations.StartResult { Problems: [var first, ..] } ? first.Code : AuditLog.Ok;
        }
        catch (FederationException refusal)
        {
            outcome = refusal.Code;
            throw;
        }
        finally
        {
            audit.Privileged(name, call.Name, TargetOf(context), SourceOf(context), outcome);
        }
    }

    private async Task StreamAsync(IIncomingGrainCallContext context, OutsideCall call, Principal principal, Guid id)
    {
        if (streams.Open(context.TargetId, id, principal, call) is { } refusal)
        {
            throw Refused(context, call, principal.Name, refusal);
        }

        var goesOn = false;
        try
        {
            await context.Invoke();
            goesOn = StreamCalls.GoesOn(context.Result);
        }
        finally
        {
            if (!goesOn)
            {
                streams.Close(context.TargetId, id);
            }
        }
    }

    private FederationException Refused(IIncomingGrainCallContext context, OutsideCall call, string who, Problem problem)
    {
        audit.Refused(who, call.Name, TargetOf(context), SourceOf(context), problem.Code);
        return new(problem);
    }

    private static bool IsRefusal(FederationException fault) => FederationErrors.Find(fault.Code)?.ExitCode == ExitCodes.Refused;

    private static string TargetOf(IIncomingGrainCallContext context) => context.TargetId.Key.ToString() ?? "";

    private static string SourceOf(IIncomingGrainCallContext context) => context.SourceId is { } source ? "client " + source.Key : "client";

    /// <summary>Takes out everything that the caller put beside the call, above all a name and a proof of his own making.</summary>
    private static void Clear()
    {
        var kept = TraceKeys.Select(key => (key, value: RequestContext.Get(key))).Where(entry => entry.value is string).ToList();
        RequestContext.Clear();
        foreach (var (key, value) in kept)
        {
            RequestContext.Set(key, value!);
        }
    }
}
