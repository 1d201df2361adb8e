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
        if (FirstNonFinite(update) is var index and >= 0)
        {
            var entry = layout.Entries.First(entry => index < entry.Offset + entry.Length);
            return string.Create(CultureInfo.InvariantCulture, $"element {index - entry.Offset} of '{entry.Name}' is {update[index]}");
        }

        return null;
    }
}
