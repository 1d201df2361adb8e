using System.Buffers;
using System.Globalization;
using Microsoft.Net.Http.Headers;
using OrleansFederation.Errors;

namespace OrleansFederation.Artifacts;

/// <summary>Answers GET and HEAD: streams an artifact, or a range of it, from the store in blocks.</summary>
internal sealed partial class ArtifactReading(IArtifactStore artifacts, ILogger<ArtifactReading> logger)
{
    private const int Block = 1 << 20;

    /// <summary>Answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="digest">The digest.</param>
    /// <param name="rights">What the caller may.</param>
    public async Task<IResult> AnswerAsync(HttpContext context, string digest, ArtifactRights rights)
    {
        var found = await artifacts.FindAsync(digest, context.RequestAborted);
        if (found is null || !rights.HasFlag(found.IsTransient ? ArtifactRights.ReadTransient : ArtifactRights.ReadPublished))
        {
            // Whether there is something that the caller may not read is nothing that it may know.
            return ArtifactProblems.Of(FederationErrors.ArtifactUnknown);
        }

        var artifact = found.Artifact;
        var response = context.Response;
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ETag = $"\"{digest}\"";
        response.ContentType = "application/octet-stream";
        var (from, length) = (0L, artifact.Length);
        if (context.Request.GetTypedHeaders().Range is { Unit: { Value: "bytes" }, Ranges: { Count: 1 } ranges })
        {
            if (Satisfy(ranges.Single(), artifact.Length) is not { } range)
            {
                response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{artifact.Length}");
                return ArtifactProblems.Of(FederationErrors.ArtifactRange);
            }

            (from, length) = range;
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{from + length - 1}/{artifact.Length}");
        }

        response.ContentLength = length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await StreamAsync(context, artifact, from, length);
        }

        return Results.Empty;
    }

    private async Task StreamAsync(HttpContext context, ArtifactRef artifact, long from, long length)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Block, Math.Max(length, 1)));
        try
        {
            for (var done = 0L; done < length;)
            {
                var block = buffer.AsMemory(0, (int)Math.Min(Math.Min(Block, buffer.Length), length - done));
                var read = await artifacts.ReadAsync(artifact, from + done, block, context.RequestAborted);
                await context.Response.Body.WriteAsync(block[..read], context.RequestAborted);
                done += read;
                if (read == 0)
                {
                    throw FederationErrors.ArtifactDamaged.Exception($"artifact {artifact.Digest}", $"it ends after {from + done} bytes");
                }
            }
        }
        catch (FederationException fault) when (context.Response.HasStarted)
        {
            // The status is sent: only a broken connection still tells the caller that this was not all.
            LogBroken(fault, artifact.Digest);
            context.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static (long From, long Length)? Satisfy(RangeItemHeaderValue range, long length)
    {
        if (range.From is { } from)
        {
            return from < length ? (from, Math.Min(range.To ?? long.MaxValue, length - 1) - from + 1) : null;
        }

        // Without a beginning it is the last bytes.
        var last = Math.Min(range.To ?? 0, length);
        return last > 0 ? (length - last, last) : null;
    }

    [LoggerMessage(2110, LogLevel.Warning, "Artifact {Digest} broke off while it was sent")]
    private partial void LogBroken(Exception exception, string digest);
}
