using System.Text;

namespace OrleansFederation.Tables;

/// <summary>
/// Finds words of a list. A word is found by its exact bytes; where none agrees and both are numbers, by its value, so that a file which
/// writes 1.0 has the category "1" of a file which writes 1.
/// </summary>
internal sealed class WordIndex
{
    private const int Few = 8;

    private readonly byte[][] _words;
    private readonly (double Number, int Index)[] _numbers;
    private readonly Dictionary<ulong, int>? _byHash;

    /// <summary>Makes an index.</summary>
    /// <param name="words">The words.</param>
    /// <param name="encoding">The encoding of the file.</param>
    public WordIndex(IReadOnlyList<string> words, Encoding encoding)
    {
        _words = [.. words.Select(encoding.GetBytes)];
        _numbers = [.. _words.Index().Select(pair => (IsNumber: NumberText.TryRead(pair.Item, out var number), number, pair.Index)).Where(each => each.IsNumber).Select(each => (each.number, each.Index))];
        if (_words.Length > Few)
        {
            _byHash = [];
            foreach (var (index, word) in _words.Index())
            {
                _byHash.TryAdd(Hash(word), index);
            }
        }
    }

    /// <summary>A 64-bit hash of bytes, the same on every machine (FNV-1a, finished by the mixer of MurmurHash3).</summary>
    /// <param name="text">The bytes.</param>
    public static ulong Hash(ReadOnlySpan<byte> text)
    {
        var hash = 14695981039346656037UL;
        foreach (var each in text)
        {
            hash = (hash ^ each) * 1099511628211UL;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }

    /// <summary>Finds a word.</summary>
    /// <param name="text">Its bytes.</param>
    /// <returns>Its place in the list; −1 where it is not there.</returns>
    public int Find(ReadOnlySpan<byte> text)
    {
        if (_byHash is null)
        {
            for (var i = 0; i < _words.Length; i++)
            {
                if (text.SequenceEqual(_words[i]))
                {
                    return i;
                }
            }
        }
        else if (_byHash.TryGetValue(Hash(text), out var found) && text.SequenceEqual(_words[found]))
        {
            return found;
        }

        return _numbers.Length > 0 && NumberText.TryRead(text, out var number) ? Find(number) : -1;
    }

    /// <summary>Finds a number.</summary>
    /// <param name="number">The number.</param>
    /// <returns>The place of the first word that is this number; −1 where none is.</returns>
    public int Find(double number)
    {
        foreach (var (each, index) in _numbers)
        {
            if (each == number)
            {
                return index;
            }
        }

        return -1;
    }
}
