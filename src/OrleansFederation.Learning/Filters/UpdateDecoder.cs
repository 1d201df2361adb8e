using System.Diagnostics;
using OrleansFederation.Errors;

namespace OrleansFederation.Filters;

/// <summary>Reads an update that lies in memory, as many chunks at a time as are asked for. Not for concurrent use; several may read one file.</summary>
internal sealed class UpdateDecoder
{
    private readonly UpdateEncoding _encoding;
    private readonly ReadOnlyMemory<byte> _file;
    private readonly IChunkDecoder _decoder;
    private readonly string _place;
    private int _at;
    private int _chunk;

    /// <summary>Begins.</summary>
    /// <param name="encoding">How it is written.</param>
    /// <param name="file">The file.</param>
    /// <param name="place">What it is, for error messages.</param>
    /// <exception cref="FederationException">FED3012 where it was not written so.</exception>
    public UpdateDecoder(UpdateEncoding encoding, ReadOnlyMemory<byte> file, string place)
    {
        (_encoding, _file, _place, _decoder) = (encoding, file, place, encoding.BeginDecoding());
        if (encoding.Misfit(file.Span[..Math.Min(file.Length, encoding.Opening.Length)], file.Length) is { } fault)
        {
            throw FederationErrors.UpdateMismatch.Exception(place, fault);
        }

        _at = encoding.Opening.Length;
    }

    /// <summary>Goes past chunks.</summary>
    /// <param name="chunks">How many.</param>
    /// <exception cref="FederationException">FED3012 where they are not such as the filter writes.</exception>
    public void Skip(int chunks)
    {
        for (var i = 0; i < chunks; i++)
        {
            var length = Next();
            if (_encoding.Shape.TrainableOf(_chunk) is > 0 and var count)
            {
                _decoder.Skip(count);
            }

            (_at, _chunk) = (_at + length, _chunk + 1);
        }
    }

    /// <summary>Reads chunks.</summary>
    /// <param name="values">Where their numbers go: as many as some chunks have.</param>
    /// <exception cref="FederationException">FED3012 where they are not such as the filter writes.</exception>
    public void Read(Span<float> values)
    {
        while (!values.IsEmpty)
        {
            var (length, count) = (Next(), _encoding.Shape.LengthOf(_chunk));
            if (!_encoding.TryDecode(_decoder, _chunk, _file.Span.Slice(_at, length), values[..count]))
            {
                throw UpdateEncoding.Malformed(_chunk, _place);
            }

            (_at, _chunk) = (_at + length, _chunk + 1);
            values = values[count..];
        }
    }

    /// <summary>Adds a chunk of each of four updates to a sum without writing their numbers out, where their codec can and buffers are not among them.</summary>
    /// <param name="four">Four updates, all at the same chunk.</param>
    /// <param name="sum">The sum, as long as the chunk; undefined where this throws.</param>
    /// <param name="weights">Their weights.</param>
    /// <returns>Whether it was done; otherwise nothing was read.</returns>
    /// <exception cref="FederationException">FED3012 where a chunk is not such as the filter writes.</exception>
    public static bool TryAdd(ReadOnlySpan<UpdateDecoder> four, Span<float> sum, ReadOnlySpan<float> weights)
    {
        var (a, b, c, d) = (four[0], four[1], four[2], four[3]);
        if (a._decoder is not IFoldingDecoder folding || !a.IsLike(b) || !a.IsLike(c) || !a.IsLike(d) || a._encoding.Shape.TrainableOf(a._chunk) != sum.Length)
        {
            return false;
        }

        if (!folding.TryAdd(sum, a.Peek(), b.Peek(), c.Peek(), d.Peek(), weights))
        {
            // Which of them it was is told by reading each for itself.
            Span<float> values = stackalloc float[UpdateShape.Chunk];
            foreach (var update in four)
            {
                update.Read(values[..sum.Length]);
            }

            throw new UnreachableException("Four chunks cannot be added, but each can be read.");
        }

        foreach (var update in four)
        {
            update.Skip(1);
        }

        return true;
    }

    /// <summary>Makes sure that nothing is behind the last chunk.</summary>
    /// <exception cref="FederationException">FED3012 where something is.</exception>
    public void End()
    {
        if (_at != _file.Length)
        {
            throw UpdateEncoding.Malformed(_chunk, _place);
        }
    }

    private bool IsLike(UpdateDecoder other) => other._decoder.GetType() == _decoder.GetType() && other._encoding.Shape == _encoding.Shape;

    private ReadOnlySpan<byte> Peek() => _file.Span.Slice(_at, Next());

    private int Next()
    {
        var rest = _file.Span[_at..];
        var length = _encoding.LengthOf(_decoder, _chunk, rest);
        return length < 0 || length > rest.Length ? throw UpdateEncoding.Malformed(_chunk, _place) : length;
    }
}
