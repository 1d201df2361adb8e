using Orleans.Serialization.Invocation;

namespace OrleansFederation.Identity;

/// <summary>
/// The calls of Orleans itself that a client makes without its program's doing, found by letting one connect to a silo that refuses
/// everything: it fetches which grains there are when it starts, by another call where the first one failed, as it does over a gateway that
/// is dead; and it tells a grain that it has given up a call of its own.
/// </summary>
internal static class SystemCalls
{
    private const string Manifest = "Orleans.Runtime.IClusterManifestSystemTarget";
    private const string FetchManifest = "GetClusterManifestUpdate";
    private const string FetchManifestAgain = "GetClusterManifest";
    private const string Cancellation = "Orleans.Runtime.IGrainCallCancellationExtension";
    private const string Cancel = "CancelRequestAsync";

    /// <summary>Tells whether a call is one of them.</summary>
    public static bool IsOpen(IIncomingGrainCallContext context) => (context.Request.GetInterfaceName(), context.Request.GetMethodName()) switch
    {
        (Manifest, FetchManifest or FetchManifestAgain) => context.TargetId.IsSystemTarget(),

        // Whose call is given up, the sender says, and he must say that it is his own. Its number, of 64 random bits, is known to nobody else.
        (Cancellation, Cancel) => context.SourceId is { } source && source.IsClient() && SenderOf(context.Request) == source,
        _ => false,
    };

    private static GrainId? SenderOf(IInvokable request) =>
        request.GetArgumentCount() > 0 && request.GetArgument(0) is GrainId sender ? sender : null;
}
