using Microsoft.Extensions.Logging.Abstractions;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Auditing;

/// <summary>What the record keeps when it is flooded, and when it cannot be written.</summary>
public sealed class AuditLogTests : IDisposable
{
    private readonly Kept _kept = new();
    private readonly AuditLog _log;

    public AuditLogTests() => _log = new(_kept, new SettableClock(), NullLogger<AuditLog>.Instance);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alike_refusals_are_one_row_with_their_count()
    {
        for (var i = 0; i < 100_000; i++)
        {
            _log.Refused("anonymous", "of.model/get", "model/x", "client a", "FED4005");
        }

        await _log.WriteAsync(Cancel);

        Assert.Equal(100_000, Assert.Single(_kept.Entries).Count);
    }

    [Fact]
    public async Task Of_too_many_different_refusals_none_is_lost_and_few_rows_are_kept()
    {
        for (var i = 0; i < 100_000; i++)
        {
            _log.Refused("anonymous", "of.model/get", $"model/{i}", "client a", "FED4005");
        }

        await _log.WriteAsync(Cancel);

        Assert.Equal(AuditLog.MostRefusals + 1, _kept.Entries.Count);
        Assert.Equal(100_000, _kept.Entries.Sum(entry => entry.Count));
    }

    [Fact]
    public async Task What_could_not_be_written_is_written_later_once()
    {
        _kept.Fails = true;
        Assert.True(_log.TryReserve());
        _log.Privileged("ada", "of.site/invite", "site/north", "client a", "ok");
        await Assert.ThrowsAsync<IOException>(() => _log.WriteAsync(Cancel));

        _kept.Fails = false;
        await _log.WriteAsync(Cancel);
        await _log.WriteAsync(Cancel);

        Assert.Equal("ada", Assert.Single(_kept.Entries).Who);
    }

    [Fact]
    public async Task Privileged_calls_find_no_place_while_the_record_cannot_be_written_and_find_one_again_afterwards()
    {
        _kept.Fails = true;
        for (var i = 0; i < AuditLog.MostWaiting; i++)
        {
            Assert.True(_log.TryReserve());
            _log.Privileged("ada", "of.site/invite", "site/north", "client a", "ok");
        }

        Assert.False(_log.TryReserve());
        await Assert.ThrowsAsync<IOException>(() => _log.WriteAsync(Cancel));
        Assert.False(_log.TryReserve());

        _kept.Fails = false;
        await _log.WriteAsync(Cancel);
        Assert.True(_log.TryReserve());
    }

    [Fact]
    public async Task What_a_caller_chooses_is_cut_and_has_no_line_breaks()
    {
        _log.Refused("anonymous", "of.model/get", "model/\r\nforged line " + new string('x', 10_000), "client a", "FED4005");

        await _log.WriteAsync(Cancel);

        var target = Assert.Single(_kept.Entries).Target;
        Assert.Equal(200, target.Length);
        Assert.DoesNotContain(target, char.IsControl);
    }

    public void Dispose() => _log.Dispose();

    private sealed class Kept : IAuditSink
    {
        public List<AuditEntry> Entries { get; } = [];

        public bool Fails { get; set; }

        public Task AppendAsync(IReadOnlyList<AuditEntry> entries, CancellationToken cancellationToken)
        {
            if (Fails)
            {
                throw new IOException("no disk");
            }

            Entries.AddRange(entries);
            return Task.CompletedTask;
        }
    }
}
