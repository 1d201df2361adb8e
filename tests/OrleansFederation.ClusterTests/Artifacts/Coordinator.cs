using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansFederation.Artifacts;

/// <summary>The artifact endpoints in a real server. A caller's token is the name of its role; faults can be put in front.</summary>
internal sealed class Coordinator : IAsyncDisposable
{
    private readonly WebApplication _server;
    private int _requests;

    private Coordinator(WebApplication server) => _server = server;

    /// <summary>The server's base address.</summary>
    public string Url => _server.Urls.Single();

    /// <summary>How many requests came.</summary>
    public int Requests => _requests;

    /// <summary>The ranges that were asked for.</summary>
    public List<string> Ranges { get; } = [];

    /// <summary>Breaks the connection of the next answers after so many bytes, one answer each.</summary>
    public Queue<int> BreakAfter { get; } = new();

    /// <summary>Answers every request so, instead of the endpoints.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    public static async Task<Coordinator> StartAsync(IArtifactStore artifacts, long largestBytes = 1L << 30)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(artifacts);
        builder.Services.AddArtifactEndpoints();
        builder.Services.Configure<ArtifactsOptions>(options => options.LargestBytes = largestBytes);
        var server = builder.Build();
        var coordinator = new Coordinator(server);
        server.Use(coordinator.HandleAsync);
        server.MapArtifacts();
        await server.StartAsync(TestContext.Current.CancellationToken);
        return coordinator;
    }

    /// <summary>A client with a role; null has none.</summary>
    public HttpClient Client(string? role)
    {
        var client = new HttpClient { BaseAddress = new(Url) };
        if (role is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", role);
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _server.StopAsync(bound.Token);
        await _server.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        Interlocked.Increment(ref _requests);
        if (context.Request.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var role])
        {
            context.User = new(new ClaimsIdentity([new(ClaimTypes.Role, role)], "test"));
        }

        if (context.Request.Headers.Range is { Count: 1 } range)
        {
            lock (Ranges)
            {
                Ranges.Add(range.ToString());
            }
        }

        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }

        if (BreakAfter.TryDequeue(out var bytes))
        {
            context.Response.Body = new BreakingStream(context, context.Response.Body, bytes);
        }

        await next(context);
    }

    private sealed class BreakingStream(HttpContext context, Stream inner, int left) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var piece = buffer[..Math.Min(buffer.Length, left)];
            await inner.WriteAsync(piece, cancellationToken);
            await inner.FlushAsync(cancellationToken);
            left -= piece.Length;
            if (left == 0)
            {
                context.Abort();
            }
        }

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
