#define VTKBD_CORE_SOURCE "9db58ce3eadcc60a"
