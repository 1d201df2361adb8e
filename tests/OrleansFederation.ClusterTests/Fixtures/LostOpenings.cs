using System.Reflection;
using OrleansFederation.Rounds;

namespace OrleansFederation.Fixtures;

/// <summary>The real round store, which loses what it answers when rounds are opened, whether it wrote them or not.</summary>
public class LostOpenings : DispatchProxy
{
    private IRoundStore? _real;
    private Func<int, IReadOnlyList<Participant>, (bool IsLost, IReadOnlyList<Participant>? Written)> _opens = static (_, _) => (false, null);

    /// <summary>Wraps a store.</summary>
    /// <param name="real">The store.</param>
    /// <param name="opens">Tells of a round and its cohort whether the answer is lost, and which cohort is written then; null for none.</param>
    public static IRoundStore Around(IRoundStore real, Func<int, IReadOnlyList<Participant>, (bool IsLost, IReadOnlyList<Participant>? Written)> opens)
    {
        var store = Create<IRoundStore, LostOpenings>();
        (((LostOpenings)(object)store)._real, ((LostOpenings)(object)store)._opens) = (real, opens);
        return store;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IRoundStore.OpenAsync) && _opens((int)args![1]!, (IReadOnlyList<Participant>)args[2]!) is { IsLost: true } lost
            ? LoseAsync(targetMethod, args, lost.Written)
            : targetMethod.Invoke(_real, args);

    private async Task<RoundTenure> LoseAsync(MethodInfo method, object?[] args, IReadOnlyList<Participant>? written)
    {
        if (written is not null)
        {
            args[2] = written;
            await (Task<RoundTenure>)method.Invoke(_real, args)!;
        }

        throw new TimeoutException("the test says so");
    }
}
