using System.Globalization;

namespace OrleansFederation.Tables;

/// <summary>Reads decimal numbers from bytes, to the nearest double, whatever the machine's language.</summary>
internal static class NumberText
{
    // Up to here a mantissa and a power of ten are exact doubles, so that one division or product rounds once (Clinger 1990).
    private const int ExactDigits = 15;
    private const int ExactPower = 22;

    private static readonly double[] Powers = [.. Enumerable.Range(0, ExactPower + 1).Select(power => double.Parse($"1e{power}", CultureInfo.InvariantCulture))];

    /// <summary>Reads a number: a sign, digits with a point, an exponent. Spaces around it do not count.</summary>
    /// <param name="text">The bytes, in any encoding that agrees with ASCII.</param>
    /// <param name="number">The number; infinite where it is too large for a double.</param>
    /// <returns>Whether it is one; words such as NaN and Infinity are none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out double number)
    {
        var (i, mantissa, digits, scale) = (0, 0UL, 0, 0);
        var negative = false;
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
        {
            negative = text[0] == '-';
            i = 1;
        }

        for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
        {
            mantissa = mantissa * 10 + (ulong)(text[i] - '0');
            digits++;
        }

        if (i < text.Length && text[i] == '.')
        {
            i++;
            for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
            {
                mantissa = mantissa * 10 + (ulong)(text[i] - '0');
                digits++;
                scale--;
            }
        }

        if (i < text.Length || digits is 0 or > ExactDigits || scale < -ExactPower)
        {
            return TryReadAny(text, out number);
        }

        number = scale == 0 ? mantissa : mantissa / Powers[-scale];
        number = negative ? -number : number;
        return true;
    }

    private static bool TryReadAny(ReadOnlySpan<byte> text, out double number)
    {
        text = text.Trim(" \t"u8);
        number = 0;
        foreach (var letter in text)
        {
            if (!((uint)(letter - '0') <= 9 || letter is (byte)'.' or (byte)'-' or (byte)'+' or (byte)'e' or (byte)'E'))
            {
                return false;
            }
        }

        return text.Length > 0 && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);
    }
}
