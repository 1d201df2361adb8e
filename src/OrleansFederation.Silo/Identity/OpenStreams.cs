using Microsoft.Extensions.Options;
using OrleansFederation.Errors;
using OrleansFederation.Limits;

namespace OrleansFederation.Identity;

/// <summary>
/// The event streams that callers from outside have open at grains of this silo. A stream is continued by its number alone, so the number
/// is bound to the principal who opened it.
/// </summary>
internal sealed class OpenStreams(IOptions<LimitOptions> limits, TimeProvider clock)
{
    // Orleans forgets a stream that nobody reads sooner than this.
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(GrainId Grain, Guid Id), Stream> _open = [];

    /// <summary>How many are open.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Opens a stream.</summary>
    /// <returns>The refusal; null where there is none.</returns>
    public Problem? Open(GrainId grain, Guid id, Principal principal, OutsideCall call)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (_open.TryGetValue((grain, id), out var known))
            {
                return known.Principal == principal.Name ? null : Foreign(grain);
            }

            foreach (var idle in _open.Where(entry => now - entry.Value.At > Idle).Select(entry => entry.Key).ToList())
            {
                _open.Remove(idle);
            }

            if (_open.Values.Count(stream => stream.Principal == principal.Name) >= limits.Value.Streams)
            {
                return FederationErrors.TooManyAtOnce.At($"principal {principal.Name}", $"{limits.Value.Streams} of its streams are open already");
            }

            _open[(grain, id)] = new(principal.Name, call, now);
            return null;
        }
    }

    /// <summary>Finds the stream that a principal continues.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="id">The stream's number.</param>
    /// <param name="principal">Who continues it.</param>
    /// <param name="refusal">The refusal where it belongs to somebody else.</param>
    /// <returns>What the stream was opened by; null where no such stream is open here, or it belongs to somebody else.</returns>
    public OutsideCall? Continue(GrainId grain, Guid id, Principal principal, out Problem? refusal)
    {
        lock (_gate)
        {
            refusal = null;
            if (!_open.TryGetValue((grain, id), out var stream))
            {
                return null;
            }

            if (stream.Principal != principal.Name)
            {
                refusal = Foreign(grain);
                return null;
            }

            _open[(grain, id)] = stream with { At = clock.GetUtcNow() };
            return stream.Call;
        }
    }

    /// <summary>Forgets a stream that has ended.</summary>
    public void Close(GrainId grain, Guid id)
    {
        lock (_gate)
        {
            _open.Remove((grain, id));
        }
    }

    private static Problem Foreign(GrainId grain) => FederationErrors.ForeignStream.At(grain.Key.ToString()!, "somebody else opened it");

    private sealed record Stream(string Principal, OutsideCall Call, DateTimeOffset At);
}
