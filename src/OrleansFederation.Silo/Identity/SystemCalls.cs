namespace OrleansFederation.Identity;

/// <summary>The calls of Orleans itself that a client cannot do without: it fetches the types of grains when it starts.</summary>
internal static class SystemCalls
{
    /// <summary>Tells whether a call is one of them.</summary>
    public static bool IsOpen(IIncomingGrainCallContext context)
    {
        if (Environment.GetEnvironmentVariable("X_TRACE") is not null)
        {
            System.IO.File.AppendAllText("/tmp/identity-trace.log", $"OUTSIDE {context.SourceId} -> {context.TargetId} {context.Request.GetInterfaceName()}/{context.Request.GetMethodName()} {context.Request.GetInterfaceType()} {context.Request.GetType()} keys={string.Join(",", RequestContext.Keys)}\n");
        }
        return context.Request.GetInterfaceName() == "IClusterManifestSystemTarget";
    }
}
