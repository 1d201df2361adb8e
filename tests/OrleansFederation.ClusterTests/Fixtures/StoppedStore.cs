using System.Reflection;
using OrleansFederation.Rounds;

namespace OrleansFederation.Fixtures;

/// <summary>The real round store, in which one kind of write stands still until it is cancelled, before or after it was made.</summary>
public class StoppedStore : DispatchProxy
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IRoundStore? _real;
    private string _write = "";
    private bool _after;

    /// <summary>Completes when the first such write stands still.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Wraps a store.</summary>
    /// <param name="real">The store.</param>
    /// <param name="write">The name of the method.</param>
    /// <param name="after">Whether the write is made before it stands still.</param>
    public static (IRoundStore Store, StoppedStore Stop) Around(IRoundStore real, string write, bool after)
    {
        var store = Create<IRoundStore, StoppedStore>();
        var stop = (StoppedStore)(object)store;
        (stop._real, stop._write, stop._after) = (real, write, after);
        return (store, stop);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == _write ? StandAsync(targetMethod, args!) : targetMethod.Invoke(_real, args);

    private async Task<Freeze> StandAsync(MethodInfo method, object?[] args)
    {
        if (_after)
        {
            await (Task)method.Invoke(_real, args)!;
        }

        _reached.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, (CancellationToken)args[^1]!);
        throw new InvalidOperationException("It stands still until it is cancelled.");
    }
}
