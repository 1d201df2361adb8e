using System.Globalization;
using System.Text;
using OrleansFederation.Randomness;

namespace OrleansFederation.Tables;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0.5", -0.5)]
    [InlineData("+7.", 7)]
    [InlineData(".25", 0.25)]
    [InlineData(" 12 ", 12)]
    [InlineData("1e3", 1000)]
    [InlineData("123456789012345678901234567890", 123456789012345678901234567890.0)]
    [InlineData("0.1234567890123456789", 0.1234567890123456789)]
    public void Numbers_are_read(string text, double expected)
    {
        Assert.True(NumberText.TryRead(Encoding.UTF8.GetBytes(text), out var number));
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1,5")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("12a")]
    public void What_is_no_number_is_not_read(string text) => Assert.False(NumberText.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Any_number_is_the_nearest_double()
    {
        SeededRandom random = new(5);
        for (var i = 0; i < 20_000; i++)
        {
            var text = (random.NextGaussian() * Math.Pow(10, random.NextInt(12) - 6)).ToString("F" + random.NextInt(14), CultureInfo.InvariantCulture);

            Assert.True(NumberText.TryRead(Encoding.UTF8.GetBytes(text), out var number));
            Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), number);
        }
    }
}
