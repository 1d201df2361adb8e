using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OrleansFederation.Errors;

namespace OrleansFederation.Artifacts;

/// <summary>
/// Moves artifacts between a site and its coordinators: tries one address after another, a few times each, and goes on where a transfer
/// broke off. What a coordinator refuses is not tried again.
/// </summary>
internal sealed partial class ArtifactTransfer(
    IHttpClientFactory clients, IArtifactCredential credential, IOptions<ArtifactsOptions> options, TimeProvider clock, ILogger<ArtifactTransfer> logger)
{
    /// <summary>The name of the HTTP client: whoever needs certificates in it configures its handler.</summary>
    public const string Client = "artifacts";

    private const int Block = 1 << 18;

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2)];

    private readonly IReadOnlyList<Uri> _addresses = [.. options.Value.Urls.Select(url => new Uri(url.TrimEnd('/') + "/"))];
    private int _current;

    /// <summary>Finds what a coordinator has under a digest.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public Task<ArtifactRef?> FindAsync(string digest, CancellationToken cancellationToken) => TryAsync<ArtifactRef?>(async (address, bound) =>
    {
        using var request = await RequestAsync(HttpMethod.Head, address, digest, "", bound.Token);
        using var response = await SendAsync(request, bound.Token);
        return response.StatusCode == HttpStatusCode.NotFound ? null
            : response.IsSuccessStatusCode ? new(digest, response.Content.Headers.ContentLength ?? 0)
            : throw await RefusalAsync(response, address, bound.Token);
    }, cancellationToken);

    /// <summary>Reads a stretch of an artifact. A sink is given each byte once, in order, however often the transfer breaks off.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="sink">Takes the blocks.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    public async Task GetAsync(ArtifactRef artifact, long offset, long length, Func<ReadOnlyMemory<byte>, ValueTask> sink, CancellationToken cancellationToken)
    {
        var (done, buffer) = (0L, new byte[Math.Min(Block, Math.Max(1, length))]);
        while (done < length)
        {
            var before = done;
            await TryAsync(async (address, bound) =>
            {
                using var request = await RequestAsync(HttpMethod.Get, address, artifact.Digest, "", bound.Token);
                request.Headers.Range = new RangeHeaderValue(offset + done, offset + length - 1);
                using var response = await SendAsync(request, bound.Token);
                if (response.StatusCode == HttpStatusCode.NotFound)
                {
                    throw FederationErrors.ArtifactDamaged.Exception(address.ToString(), $"artifact {artifact.Digest[..12]}…: the coordinator has none of this digest");
                }

                if (response.StatusCode != HttpStatusCode.PartialContent || response.Content.Headers.ContentRange?.From != offset + done)
                {
                    throw await RefusalAsync(response, address, bound.Token);
                }

                await using var body = await response.Content.ReadAsStreamAsync(bound.Token);
                while (done < length && await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - done)), bound.Token) is > 0 and var read)
                {
                    await sink(buffer.AsMemory(0, read));
                    done += read;
                    bound.CancelAfter(options.Value.Timeout);
                }

                // A body that ended early without a fault is asked for again, as long as something came.
                return done > before ? done : throw new HttpRequestException("The coordinator sent nothing.");
            }, cancellationToken);
        }
    }

    /// <summary>Sends an artifact.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="transient">Whether it is transient.</param>
    /// <param name="content">Opens its bytes from the first; asked again for each try.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    public Task PutAsync(ArtifactRef artifact, bool transient, Func<Stream> content, CancellationToken cancellationToken) => TryAsync(async (address, bound) =>
    {
        using var request = await RequestAsync(HttpMethod.Put, address, artifact.Digest, transient ? "?transient=true" : "", bound.Token);
        request.Content = new StreamContent(new AttentiveStream(content(), () => bound.CancelAfter(options.Value.Timeout)), Block);
        request.Content.Headers.ContentLength = artifact.Length;
        using var response = await SendAsync(request, bound.Token);
        return response.IsSuccessStatusCode ? artifact : throw await RefusalAsync(response, address, bound.Token);
    }, cancellationToken);

    private async Task<T> TryAsync<T>(Func<Uri, CancellationTokenSource, Task<T>> work, CancellationToken cancellationToken)
    {
        Exception? last = null;
        for (var attempt = 0; attempt < Math.Max(_addresses.Count, 1) * (Pauses.Length + 1) && _addresses.Count > 0; attempt++)
        {
            // One round over the addresses without a pause, then a pause before each further round.
            if (attempt > 0 && attempt % _addresses.Count == 0)
            {
                await Task.Delay(Pauses[attempt / _addresses.Count - 1], clock, cancellationToken);
            }

            var index = Volatile.Read(ref _current) % _addresses.Count;
            using var silent = new CancellationTokenSource(options.Value.Timeout, clock);
            await using var caller = cancellationToken.Register(silent.Cancel);
            try
            {
                return await work(_addresses[index], silent);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                last = exception;
                Interlocked.CompareExchange(ref _current, index + 1, index);
                LogFailed(exception, _addresses[index]);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        var cause = last is null ? "no address is configured" : $"{last.GetType().Name}: {last.Message}";
        throw new FederationException(FederationErrors.ArtifactsUnreachable.At(string.Join(", ", _addresses), cause), last ?? new InvalidOperationException(cause));
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, Uri address, string digest, string query, CancellationToken cancellationToken)
    {
        var token = await credential.GetTokenAsync(cancellationToken);
        var request = new HttpRequestMessage(method, new Uri(address, ArtifactEndpoints.Path.TrimStart('/') + digest + query));
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return request;
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);

    // A refusal ends the tries; a fault of the coordinator does not: another may be well.
    private static async Task<Exception> RefusalAsync(HttpResponseMessage response, Uri address, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var code = await CodeAsync(response, cancellationToken);
        return status switch
        {
            401 or 403 => FederationErrors.ArtifactRefused.Exception(address.ToString(), $"it answers {status} {code}"),
            408 or 429 or >= 500 => new HttpRequestException($"The coordinator answers {status} {code}.", null, response.StatusCode),
            _ => FederationErrors.ArtifactMismatch.Exception(address.ToString(), $"it answers {status} {code}"),
        };
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return null;
        }

        try
        {
            using var problem = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return problem.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null;
        }
        catch (JsonException)
        {
            // Whoever stands between may answer anything; the status says enough.
            return null;
        }
    }

    [LoggerMessage(2111, LogLevel.Warning, "A transfer of an artifact with {Address} failed")]
    private partial void LogFailed(Exception exception, Uri address);
}
