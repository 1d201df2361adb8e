using System.Globalization;

namespace OrleansFederation.Tables;

/// <summary>Reads times that are to be ordered: a number, or a date of ISO 8601 with or without a time of day.</summary>
internal static class TimeText
{
    /// <summary>Reads a time.</summary>
    /// <param name="text">The text.</param>
    /// <param name="time">The number, or the seconds since 1970 in UTC.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out double time)
    {
        text = text.Trim(" \t"u8);
        if (NumberText.TryRead(text, out time))
        {
            return double.IsFinite(time);
        }

        // Only dates that begin with the year: 01/02/2020 is another day in another country.
        var isDate = text.Length is >= 10 and <= 40 && text[4] == '-' && text[7] == '-';
        Span<char> letters = stackalloc char[40];
        for (var i = 0; isDate && i < text.Length; i++)
        {
            letters[i] = (char)text[i];
        }

        if (isDate && DateTimeOffset.TryParse(letters[..text.Length], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            time = (moment - DateTimeOffset.UnixEpoch).TotalSeconds;
            return true;
        }

        return false;
    }
}
