namespace OrleansFederation.Identity;

/// <summary>Shows the cluster's proof with every call that a silo makes to a silo, and never to a client. A caller's token goes no further.</summary>
internal sealed class SiloProof(ClusterSecret secret) : IOutgoingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.TargetId.IsClient())
        {
            return RequestContext.Get(ClusterSecret.Key) is null && TokenContext.Current is null ? context.Invoke() : BareAsync(context);
        }

        return ReferenceEquals(RequestContext.Get(ClusterSecret.Key), secret.Proof) && TokenContext.Current is null
            ? context.Invoke()
            : ProvenAsync(context);
    }

    // Asynchronous methods of their own: what they set of the context, the caller does not see.
    private static async Task BareAsync(IOutgoingGrainCallContext context)
    {
        RequestContext.Remove(ClusterSecret.Key);
        TokenContext.Current = null;
        await context.Invoke();
    }

    private async Task ProvenAsync(IOutgoingGrainCallContext context)
    {
        RequestContext.Set(ClusterSecret.Key, secret.Proof);
        TokenContext.Current = null;
        await context.Invoke();
    }
}
