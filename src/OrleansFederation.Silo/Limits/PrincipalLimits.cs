using System.Globalization;
using Microsoft.Extensions.Options;
using OrleansFederation.Errors;

namespace OrleansFederation.Limits;

/// <summary>Counts what each principal asks of this silo. Bounded: of too many principals, those that were quiet longest are forgotten.</summary>
internal sealed class PrincipalLimits(IOptions<LimitOptions> options, TimeProvider clock)
{
    private readonly LimitOptions _options = options.Value;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Use>> _uses = new(StringComparer.Ordinal);
    private readonly LinkedList<Use> _byTime = new();

    /// <summary>How many principals are counted.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _uses.Count;
            }
        }
    }

    /// <summary>Begins a call, or refuses it.</summary>
    /// <param name="principal">The principal.</param>
    /// <param name="bytes">How many bytes the call carries.</param>
    /// <param name="refusal">The refusal, with the time to wait; null where there is none.</param>
    /// <returns>The call; dispose it at its end. Null where it is refused.</returns>
    public Call? Begin(string principal, long bytes, out Problem? refusal)
    {
        if (bytes > _options.RequestBytes)
        {
            refusal = FederationErrors.RequestTooLarge.At("request", $"it carries {bytes:N0} bytes, and {_options.RequestBytes:N0} may be sent at once");
            return null;
        }

        lock (_gate)
        {
            var use = Find(principal);
            if (use.Running >= _options.ConcurrentCalls)
            {
                refusal = FederationErrors.TooManyAtOnce.At($"principal {principal}", $"{use.Running} of its calls run already");
                return null;
            }

            if (!use.Calls.TryTake(1, out var wait))
            {
                refusal = Exceeded(principal, "calls", wait);
                return null;
            }

            if (bytes > 0 && !use.Bytes.TryTake(bytes, out wait))
            {
                refusal = Exceeded(principal, "bytes", wait);
                return null;
            }

            use.Running++;
            refusal = null;
            return new Call(this, use);
        }
    }

    /// <summary>Gives the whole seconds to wait that a refusal names, for an HTTP answer.</summary>
    public static string SecondsOf(TimeSpan wait) => Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static Problem Exceeded(string principal, string what, TimeSpan wait) => FederationErrors.RateExceeded.At(
        $"principal {principal}", $"it has used up its {what}", $"Try again in {SecondsOf(wait)} s; an operator may raise the Limits of the silos.");

    private Use Find(string principal)
    {
        if (_uses.TryGetValue(principal, out var node))
        {
            _byTime.Remove(node);
            _byTime.AddLast(node);
            return node.Value;
        }

        for (var oldest = _byTime.First; oldest is not null && _uses.Count >= _options.Principals;)
        {
            var next = oldest.Next;
            if (oldest.Value.Running == 0)
            {
                _uses.Remove(oldest.Value.Principal);
                _byTime.Remove(oldest);
            }

            oldest = next;
        }

        var use = new Use(
            principal, new(_options.CallsPerSecond, _options.CallBurst, clock), new(_options.BytesPerSecond, _options.ByteBurst, clock));
        _uses[principal] = _byTime.AddLast(use);
        return use;
    }

    /// <summary>What a principal has used.</summary>
    internal sealed class Use(string principal, TokenBucket calls, TokenBucket bytes)
    {
        public string Principal => principal;

        public TokenBucket Calls => calls;

        public TokenBucket Bytes => bytes;

        public int Running { get; set; }
    }

    /// <summary>A call that runs.</summary>
    internal sealed class Call(PrincipalLimits limits, Use use) : IDisposable
    {
        private int _ended;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                lock (limits._gate)
                {
                    use.Running--;
                }
            }
        }
    }
}
