using System.Runtime.Intrinsics;

namespace OrleansFederation.Filters;

/// <summary>A floating-point format of 16 bits that float32 holds exactly. The sign is the uppermost bit, and greater magnitudes have greater bits.</summary>
internal interface ISixteenBits
{
    /// <summary>The bits of the largest finite magnitude. What is not finite comes out of <see cref="Widen(ushort)"/> as some number: the caller looks at the magnitude.</summary>
    static abstract ushort Largest { get; }

    /// <summary>Makes float32 of a number.</summary>
    /// <param name="bits">Its bits.</param>
    static abstract float Widen(ushort bits);

    /// <summary>Makes float32 of eight numbers.</summary>
    /// <param name="bits">Their bits, in the lower halves.</param>
    static abstract Vector256<float> Widen(Vector256<uint> bits);

    /// <summary>Makes float32 of sixteen numbers.</summary>
    /// <param name="bits">Their bits, in the lower halves.</param>
    static abstract Vector512<float> Widen(Vector512<uint> bits);
}
