namespace ActiveActive.Traffic;

/// <summary>A site a call may go to.</summary>
/// <param name="Index">Its position among <see cref="TrafficSnapshot.Sites"/>.</param>
/// <param name="Reason">Why, if it goes there.</param>
public readonly record struct RouteCandidate(int Index, RouteReason Reason);
