using System.Globalization;
using System.Text;

namespace OrleansFederation.Isolation;

/// <summary>What an isolated process writes, as lines of bounded number and length: what it says beyond is counted and dropped, so that it can fill neither memory nor log.</summary>
/// <param name="said">Told each line.</param>
internal sealed class SpokenLines(Action<string> said)
{
    private const int MostLines = 500;
    private const int LongestLine = 1_000;
    private const int BlockLength = 4_096;

    private readonly Lock _gate = new();
    private int _lines;
    private long _dropped;

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="cancellationToken">Stops the reading; no fault.</param>
    public async Task ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var line = new StringBuilder();
        var (bytes, characters) = (new byte[BlockLength], new char[Encoding.UTF8.GetMaxCharCount(BlockLength)]);
        try
        {
            for (int read; (read = await stream.ReadAsync(bytes, cancellationToken)) > 0;)
            {
                Take(line, characters.AsSpan(0, decoder.GetChars(bytes, 0, read, characters, 0)));
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException)
        {
            // What was read until then is told.
        }

        Tell(line);
    }

    /// <summary>Says how much was dropped.</summary>
    public void End()
    {
        if (_dropped > 0)
        {
            said(string.Create(CultureInfo.InvariantCulture, $"… and {_dropped} characters more, which are not kept"));
        }
    }

    private void Take(StringBuilder line, ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (character == '\n')
            {
                Tell(line);
            }
            else if (line.Length < LongestLine)
            {
                line.Append(char.IsControl(character) ? ' ' : character);
            }
            else
            {
                Interlocked.Increment(ref _dropped);
            }
        }
    }

    private void Tell(StringBuilder line)
    {
        var text = line.ToString().TrimEnd();
        line.Clear();
        if (text.Length == 0)
        {
            return;
        }

        lock (_gate)
        {
            if (_lines++ >= MostLines)
            {
                _dropped += text.Length;
                return;
            }
        }

        said(text);
    }
}
