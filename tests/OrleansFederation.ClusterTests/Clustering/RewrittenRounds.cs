using System.Reflection;
using OrleansFederation.Rounds;

namespace OrleansFederation.Clustering;

/// <summary>The real round store, whose records a test reads otherwise than they were written.</summary>
public class RewrittenRounds : DispatchProxy
{
    private IRoundStore? _real;
    private Func<RoundRecord, RoundRecord> _rewrite = static record => record;

    /// <summary>Wraps a store.</summary>
    public static IRoundStore Around(IRoundStore real, Func<RoundRecord, RoundRecord> rewrite)
    {
        var store = Create<IRoundStore, RewrittenRounds>();
        (((RewrittenRounds)(object)store)._real, ((RewrittenRounds)(object)store)._rewrite) = (real, rewrite);
        return store;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IRoundStore.LoadAsync) ? LoadAsync((Task<RoundRecord?>)targetMethod.Invoke(_real, args)!) : targetMethod.Invoke(_real, args);

    private async Task<RoundRecord?> LoadAsync(Task<RoundRecord?> real) => await real is { } record ? _rewrite(record) : null;
}
