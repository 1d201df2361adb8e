using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OrleansFederation.Telemetry;

/// <summary>A span as it arrived.</summary>
/// <param name="Service">The program that made it.</param>
/// <param name="Instance">Which of its processes; empty where it does not say.</param>
/// <param name="Trace">The trace's id.</param>
/// <param name="Id">The span's id.</param>
/// <param name="Parent">The parent's id; empty for none.</param>
/// <param name="Name">Its name.</param>
/// <param name="Began">When it began, in nanoseconds since 1970.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="Tags">Its attributes as text.</param>
internal sealed record ReceivedSpan(
    string Service, string Instance, string Trace, string Id, string Parent, string Name, ulong Began, ulong Ended, IReadOnlyDictionary<string, string> Tags);

/// <summary>Receives traces by OTLP over HTTP, as a collector does.</summary>
internal sealed class TraceReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly WebApplication _application;
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly SemaphoreSlim _arrived = new(0);

    private TraceReceiver(WebApplication application) => _application = application;

    /// <summary>Where spans are sent.</summary>
    public string Endpoint => _application.Urls.Single();

    /// <summary>The variables that make a process send its spans here, soon.</summary>
    public (string Key, string Value)[] Variables =>
        [("OTEL_EXPORTER_OTLP_ENDPOINT", Endpoint), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "200")];

    /// <summary>What arrived so far.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>Starts a receiver on a free port.</summary>
    public static async Task<TraceReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new TraceReceiver(builder.Build());
        receiver._application.MapPost("/v1/traces", receiver.ReceiveAsync);
        await receiver._application.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>Waits until what arrived contains what is wanted.</summary>
    public async Task<IReadOnlyList<ReceivedSpan>> WaitForAsync(Func<IReadOnlyList<ReceivedSpan>, bool> wanted)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Bound);
        while (!wanted(Spans))
        {
            try
            {
                await _arrived.WaitAsync(bound.Token);
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                Assert.Fail($"within {Bound} there came only:\n{string.Join('\n', Spans.Select(span => $"{span.Trace} {span.Instance} {span.Name}").Distinct())}");
            }
        }

        return Spans;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _arrived.Dispose();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        foreach (var resource in Messages(body.ToArray(), 1))
        {
            var attributes = Attributes(Messages(resource, 1).Single(), 1);
            foreach (var span in Messages(resource, 2).SelectMany(scope => Messages(scope, 2)))
            {
                _spans.Enqueue(new(
                    attributes.GetValueOrDefault("service.name", ""), attributes.GetValueOrDefault("service.instance.id", ""),
                    Hex(span, 1), Hex(span, 2), Hex(span, 4), System.Text.Encoding.UTF8.GetString(Messages(span, 5).Single()), Fixed(span, 7), Fixed(span, 8), Attributes(span, 9)));
            }
        }

        _arrived.Release();
        context.Response.ContentType = "application/x-protobuf";
    }

    // The few fields that matter, by their numbers in opentelemetry/proto/trace/v1/trace.proto.
    private static List<byte[]> Messages(byte[] message, int field)
    {
        List<byte[]> found = [];
        var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) == field && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                found.Add(input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return found;
    }

    private static string Hex(byte[] message, int field) => Messages(message, field) is [var bytes] ? Convert.ToHexStringLower(bytes) : "";

    private static ulong Fixed(byte[] message, int field)
    {
        var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagFieldNumber(tag) == field)
            {
                return input.ReadFixed64();
            }

            input.SkipLastField();
        }

        return 0;
    }

    private static Dictionary<string, string> Attributes(byte[] message, int field) => Messages(message, field).ToDictionary(
        pair => System.Text.Encoding.UTF8.GetString(Messages(pair, 1).Single()),
        pair => Messages(pair, 2).Single() is var value && Messages(value, 1) is [var text] ? System.Text.Encoding.UTF8.GetString(text) : Convert.ToHexStringLower(value),
        StringComparer.Ordinal);
}
