using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using OrleansFederation.Parameters;

namespace OrleansFederation.Aggregation;

/// <summary>Finds NaN and infinity: one such element in one update would spoil every parameter that it is summed into.</summary>
public static class FiniteCheck
{
    /// <summary>Finds the first element that is NaN or infinite.</summary>
    /// <param name="values">The elements.</param>
    /// <returns>Its index; −1 where all are finite.</returns>
    public static int FirstNonFinite<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (values.IsEmpty || TensorPrimitives.IsFiniteAll(values))
        {
            return -1;
        }

        var index = 0;
        while (T.IsFinite(values[index]))
        {
            index++;
        }

        return index;
    }

    /// <summary>Says where an update holds NaN or infinity.</summary>
    /// <param name="layout">The layout of the update.</param>
    /// <param name="update">The update, of the layout's length.</param>
    /// <returns>Such as <c>element 2 of '0.bias' is NaN</c>; null where all is finite.</returns>
    public static string? Describe(ParameterLayout layout, ReadOnlySpan<float> update)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(update.Length, layout.Length);
        return Describe(layout, 0, update);
    }

    /// <summary>Says where a block of an update holds NaN or infinity.</summary>
    /// <param name="layout">The layout of the update.</param>
    /// <param name="start">Where the block begins.</param>
    /// <param name="block">The block.</param>
    /// <returns>As of an update.</returns>
    public static string? Describe(ParameterLayout layout, int start, ReadOnlySpan<float> block)
    {
        if (FirstNonFinite(block) is var index and >= 0)
        {
            var entry = layout.Entries.First(entry => start + index < entry.Offset + entry.Length);
            return string.Create(CultureInfo.InvariantCulture, $"element {start + index - entry.Offset} of '{entry.Name}' is {block[index]}");
        }

        return null;
    }
}
