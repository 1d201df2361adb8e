using System.Reflection;
using OrleansFederation.Rounds;

namespace OrleansFederation.Fixtures;

/// <summary>The real round store, whose writes of receipts a test counts and holds back until it lets them go.</summary>
public class HeldStore : DispatchProxy
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IRoundStore? _real;
    private int _writes;

    /// <summary>The writes of receipts that were begun.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>Wraps a store.</summary>
    public static (IRoundStore Store, HeldStore Hold) Around(IRoundStore real)
    {
        var store = Create<IRoundStore, HeldStore>();
        ((HeldStore)(object)store)._real = real;
        return (store, (HeldStore)(object)store);
    }

    /// <summary>Lets the writes go.</summary>
    public void Release() => _go.SetResult();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IRoundStore.RecordAsync) ? RecordAsync(targetMethod, args) : targetMethod.Invoke(_real, args);

    private async Task RecordAsync(MethodInfo method, object?[]? args)
    {
        Interlocked.Increment(ref _writes);
        await _go.Task;
        await (Task)method.Invoke(_real, args)!;
    }
}
