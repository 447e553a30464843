namespace Shop.Grains;

/// <summary>A reservation id that was given back.</summary>
/// <param name="At">When.</param>
/// <param name="WasHeld">False when it was given back before it arrived.</param>
internal sealed record ReleasedReservation(DateTimeOffset At, bool WasHeld);
