namespace OrleansFederation.Evaluation;

/// <summary>
/// The grid on which scores are counted, the same at every site. A score is a class's log odds z = log(p / (1 − p)). Bins are cut in the
/// bits of 1 + |z| as a float32: 2^bits equal ones between each power of two and the next, over eight octaves, on either side of zero. So
/// bins are finest where decisions are made (with 8 bits 1/256 up to |z| = 1, 1/128 up to 3, 1/64 up to 7), |z| from 255 on is one bin,
/// and no logarithm whose last bit differs between machines takes part.
/// </summary>
/// <param name="bits">The bits of an octave, 1 to 12.</param>
public readonly struct ScoreGrid(int bits)
{
    private const int Octaves = 8;
    private const int MantissaBits = 23;
    private const int BinaryBits = 8;
    private const int ClassBits = 5;

    /// <summary>The most classes whose scores are counted.</summary>
    public const int MostClasses = 32;

    /// <summary>The bits of an octave.</summary>
    public int Bits => bits;

    /// <summary>The number of bins: 4,096 with 8 bits, 512 with 5.</summary>
    public int Bins => 2 * (Octaves << bits);

    /// <summary>Gives the grid for a number of classes: 4,096 bins for two, 512 for each of up to 32; null beyond.</summary>
    /// <param name="classes">The number of classes.</param>
    public static ScoreGrid? For(int classes) => classes switch
    {
        2 => new(BinaryBits),
        > 2 and <= MostClasses => new(ClassBits),
        _ => null,
    };

    /// <summary>The number of classes whose scores are counted: of two only the second.</summary>
    /// <param name="classes">The number of classes.</param>
    public static int Counted(int classes) => classes == 2 ? 1 : classes;

    /// <summary>Gives the bin of a score; a greater score has the same bin or a greater one.</summary>
    /// <param name="logOdds">The score, not NaN.</param>
    public int BinOf(double logOdds)
    {
        var half = Octaves << bits;
        var place = Math.Min((BitConverter.SingleToInt32Bits((float)(1 + Math.Abs(logOdds))) - BitConverter.SingleToInt32Bits(1f)) >> (MantissaBits - bits), half - 1);
        return logOdds >= 0 ? half + place : half - 1 - place;
    }
}
