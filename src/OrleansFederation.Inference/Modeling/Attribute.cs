using OrleansFederation.Modeling.Onnx;

namespace OrleansFederation.Modeling;

/// <summary>Attributes of ONNX nodes.</summary>
internal static class Attribute
{
    /// <summary>A whole number.</summary>
    public static AttributeProto Of(string name, long value) =>
        new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    /// <summary>A real number.</summary>
    public static AttributeProto Of(string name, float value) =>
        new() { Name = name, F = value, Type = AttributeProto.Types.AttributeType.Float };

    /// <summary>A list of whole numbers.</summary>
    public static AttributeProto Of(string name, params ReadOnlySpan<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        foreach (var value in values)
        {
            attribute.Ints.Add(value);
        }

        return attribute;
    }

    /// <summary>The attributes of a window: kernel_shape, strides and pads.</summary>
    public static AttributeProto[] Of(Window2d window) =>
    [
        Of("kernel_shape", [window.Kernel, window.Kernel]),
        Of("strides", [window.Stride, window.Stride]),
        Of("pads", [window.Padding, window.Padding, window.Padding, window.Padding]),
    ];

    /// <summary>The attributes of a window over a length alone.</summary>
    public static AttributeProto[] OfSequence(Window2d window) =>
    [
        Of("kernel_shape", [window.Kernel]),
        Of("strides", [window.Stride]),
        Of("pads", [window.Padding, window.Padding]),
    ];
}
